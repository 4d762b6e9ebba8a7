#include "train/network_objective.h"

#include <algorithm>
#include <utility>

#include "tensor/copy.h"
#include "train/columns.h"

namespace runner {

namespace {

/// Rows that an evaluation passes through the network at once.
constexpr Index evaluation_piece = 256;

Index longest_part(const auto& data) {
  return std::max({data.train.rows(), data.validation.rows(), data.test.rows()});
}

template <class T>
void add_to(const std::vector<std::unique_ptr<Metric<T>>>& metrics, Matrix<const T> prediction,
            const Target<T>& target) {
  for (const auto& metric : metrics) metric->add(prediction, target);
}

template <class T>
void reset(const std::vector<std::unique_ptr<Metric<T>>>& metrics) {
  for (const auto& metric : metrics) metric->reset();
}

template <class T>
void values_of(const std::vector<std::unique_ptr<Metric<T>>>& metrics, std::span<double> out) {
  for (std::size_t i = 0; i < metrics.size(); ++i) out[i] = metrics[i]->value();
}

template <class T>
Target<T> part_of(const Target<T>& target, Index first, Index count) {
  if (target.classes) return {target.classes + first, {}};
  return {nullptr, target.values.middle_rows(first, count)};
}

bool has_batch_statistics(const LayerComponents& layers, const Shape& input) {
  Diagnostics unheard;  // all of it has been reported
  return normalizes_batches(summarize(layers, input, unheard).value());
}

}  // namespace

template <class T>
NetworkObjective<T>::NetworkObjective(const ExperimentConfig& config,
                                      std::shared_ptr<const TrainingData<T>> data, int threads)
    : data_(std::move(data)),
      has_folds_(config.data->split.folds() > 0),
      batches_(data_->train.rows(), config.training),
      evaluation_rows_(std::min(std::max(batches_.batch_size(), evaluation_piece), longest_part(*data_))),
      network_(config.network, data_->sample_shape, std::max(batches_.batch_size(), evaluation_rows_),
               config.rounds_to_bfloat16()),
      has_statistics_(has_batch_statistics(config.network, data_->sample_shape)),
      loss_(config.loss->make<T>()),
      training_columns_(metric_columns(config, MetricSource::predictions, Part::train)),
      threads_(threads),
      batch_features_(batches_.batch_size() * data_->train.features.cols),
      batch_values_(data_->train.target.classes ? 0
                                                : batches_.batch_size() * data_->train.target.values.cols),
      batch_classes_(data_->train.target.classes ? static_cast<std::size_t>(batches_.batch_size()) : 0) {
  const PredictionKind kind = config.loss->prediction_kind();
  hold_back(config, data_->validation, Part::val);
  hold_back(config, data_->test, Part::test);
  for (const auto& metric : config.metrics) {
    if (metric->source() != MetricSource::predictions) continue;
    training_metrics_.push_back(metric->make<T>(kind, network_.output_size()));
    evaluation_metrics_.push_back(metric->make<T>(kind, network_.output_size()));
  }
}

template <class T>
void NetworkObjective<T>::hold_back(const ExperimentConfig& config, const Samples<T>& samples, Part part) {
  if (samples.rows() == 0) return;
  parts_.push_back(&samples);
  for (Column& column : runner::evaluation_columns(config, part))
    evaluation_columns_.push_back(std::move(column));
}

template <class T>
void NetworkObjective<T>::gather(std::span<const std::int64_t> rows) {
  const Samples<T>& train = data_->train;
  const Index width = train.features.cols;
  const Index columns = train.target.values.cols;
  batch_rows_ = static_cast<Index>(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto to = static_cast<Index>(i);
    copy_values(train.features.row(rows[i]), width, batch_features_.data() + to * width);
    if (train.target.classes) {
      batch_classes_[i] = train.target.classes[rows[i]];
    } else {
      copy_values(train.target.values.row(rows[i]), columns, batch_values_.data() + to * columns);
    }
  }
}

template <class T>
Matrix<const T> NetworkObjective<T>::batch_input() const {
  return {batch_features_.data(), batch_rows_, data_->train.features.cols};
}

/// The loss and gradient of the gathered batch.
template <class T>
double NetworkObjective<T>::batch_loss(bool measured) {
  const Index rows = batch_rows_;
  const Matrix<const T> input = batch_input();
  const Target<T> target =
      data_->train.target.classes
          ? Target<T>{batch_classes_.data(), {}}
          : Target<T>{nullptr, {batch_values_.data(), rows, data_->train.target.values.cols}};
  const ForwardContext context{true, threads_};
  const Matrix<const T> prediction = network_.forward(input, context);
  const LossSum sum = loss_->evaluate(prediction, target, network_.output_gradient(rows));
  network_.backward(input, context);
  if (measured) add_to(training_metrics_, prediction, target);
  return loss_->reduce(sum);
}

template <class T>
typename Objective<T>::Batch NetworkObjective<T>::next_batch(Generator& generator) {
  gather(batches_.next(generator));
  return {batch_loss(true), batch_rows_};
}

template <class T>
void NetworkObjective<T>::reset_training_measures() {
  reset(training_metrics_);
}

template <class T>
void NetworkObjective<T>::training_measures(std::span<double> out) const {
  values_of(training_metrics_, out);
}

template <class T>
std::optional<LossSum> NetworkObjective<T>::evaluate_rows(const Samples<T>& samples, Index first, Index count,
                                                          const std::atomic<bool>& stop) {
  LossSum sum;
  for (Index done = 0; done < count; done += evaluation_rows_) {
    if (stop.load(std::memory_order_relaxed)) return std::nullopt;
    const Index rows = std::min(evaluation_rows_, count - done);
    const Target<T> target = part_of(samples.target, first + done, rows);
    const Matrix<const T> prediction =
        network_.forward(samples.features.middle_rows(first + done, rows),
                         {.training = false, .threads = threads_, .same_parameters = done > 0});
    sum += loss_->evaluate(prediction, target);
    add_to(evaluation_metrics_, prediction, target);
  }
  return sum;
}

template <class T>
std::optional<double> NetworkObjective<T>::evaluate_training(std::span<double> out,
                                                             const std::atomic<bool>& stop) {
  reset(evaluation_metrics_);
  const Index all = data_->train.rows();
  double weighted = 0;
  for (Index first = 0; first < all; first += batches_.batch_size()) {
    const Index rows = std::min(batches_.batch_size(), all - first);
    const auto sum = evaluate_rows(data_->train, first, rows, stop);
    if (!sum) return std::nullopt;
    weighted += loss_->reduce(*sum) * static_cast<double>(rows);
  }
  values_of(evaluation_metrics_, out);
  return weighted / static_cast<double>(all);
}

template <class T>
bool NetworkObjective<T>::measure_statistics(const std::atomic<bool>& stop) {
  for (std::int64_t i = 0; i < batches_.per_pass(); ++i) {
    if (stop.load(std::memory_order_relaxed)) return false;
    gather(batches_.of_this_pass(i));
    network_.forward(batch_input(), {.training = true, .threads = threads_, .statistics_batch = i + 1});
  }
  return true;
}

template <class T>
bool NetworkObjective<T>::evaluate(std::span<double> out, const std::atomic<bool>& stop) {
  const std::size_t width = 1 + evaluation_metrics_.size();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::span<double> part = out.subspan(i * width, width);
    reset(evaluation_metrics_);
    const Samples<T>& samples = *parts_[i];
    const auto sum = evaluate_rows(samples, 0, samples.rows(), stop);
    if (!sum) return false;
    part[0] = loss_->reduce(*sum);
    values_of(evaluation_metrics_, part.subspan(1));
  }
  return true;
}

template <class T>
std::optional<FoldRows> NetworkObjective<T>::fold_rows() const {
  if (!has_folds_) return std::nullopt;
  return FoldRows{data_->train.rows(), data_->validation.rows()};
}

template <class T>
std::vector<StateView> NetworkObjective<T>::progress_state() {
  std::vector<StateView> views;
  add_state(views, "batches.", batches_.state());
  for (std::size_t i = 0; i < training_metrics_.size(); ++i) {
    add_state(views, training_columns_[i].name + ".", training_metrics_[i]->state());
  }
  return views;
}

template class NetworkObjective<float>;
template class NetworkObjective<double>;

}  // namespace runner
