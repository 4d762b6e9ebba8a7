#include "train/network_objective.h"

#include <algorithm>
#include <utility>

#include "metric/classes.h"
#include "nn/weighted_loss.h"
#include "plan/network_input.h"
#include "tensor/copy.h"
#include "train/columns.h"

namespace runner {

namespace {

Index longest_part(const auto& data) {
  return std::max({data.train.rows(), data.validation.rows(), data.test.rows()});
}

bool has_batch_statistics(const LayerComponents& layers, const Shape& input) {
  Diagnostics unheard;  // all of it has been reported
  return normalizes_batches(summarize(layers, input, unheard).value());
}

}  // namespace

template <class T>
NetworkObjective<T>::NetworkObjective(const ExperimentConfig& config,
                                      std::shared_ptr<const TrainingData<T>> data, int threads)
    : config_(config),
      data_(std::move(data)),
      input_(network_input(config, data_->sample_shape)),
      has_folds_(config.data->split.folds() > 0),
      batches_(data_->train.rows(), config.training,
               sample_weights(config.training, data_->target, data_->train.target, data_->train.rows())),
      evaluation_rows_(std::min(evaluation_piece(batches_.batch_size()), longest_part(*data_))),
      network_rows_(rows_at_once(config.network, input_, batches_.batch_size(), evaluation_rows_)),
      network_(config.network, input_, network_rows_, config.rounds_to_bfloat16()),
      has_statistics_(has_batch_statistics(config.network, input_)),
      augmenter_(config.data->augment, data_->sample_shape, network_.output_size(), batches_.batch_size()),
      loss_(config.loss->make_for<T>(network_.output_size(), data_->target)),
      penalty_(config.training, network_.layout()),
      target_is_input_(config.data->target_is_input()),
      layers_add_loss_(adds_loss(config.network)),
      metric_input_{prediction_kind_of(config), network_.output_size(), longest_part(*data_),
                    class_texts(prediction_kind_of(config), network_.output_size(), data_->target)},
      training_columns_(
          metric_columns(config, MetricSource::predictions, Part::train, metric_input_.classes)),
      threads_(threads),
      evaluated_(data_->train.is_finished() ? 0 : evaluation_rows_ * data_->train.width()),
      evaluated_outputs_(network_rows_ < evaluation_rows_ ? evaluation_rows_ * network_.output_size() : 0),
      is_gathered_by_network_(network_.gathers(batches_.batch_size()) && data_->train.is_finished() &&
                              augmenter_.empty() && !target_is_input_),
      batch_features_(is_gathered_by_network_ ? 0 : batches_.batch_size() * data_->train.features.cols),
      batch_values_(target_is_input_ || data_->train.target.classes
                        ? 0
                        : batches_.batch_size() * data_->train.target.values.cols),
      batch_classes_(data_->train.target.classes ? static_cast<std::size_t>(batches_.batch_size()) : 0),
      batch_weights_(data_->train.target.weights ? batches_.batch_size() : 0),
      added_(layers_add_loss_ ? std::max(batches_.batch_size(), evaluation_rows_) : 0),
      added_weights_(layers_add_loss_ && data_->train.target.weights ? batches_.batch_size() : 0) {
  left_to_update_ = network_.left_to_update();
  // A penalty is added to whole gradients. The gradient of a few samples takes less time than handing it on,
  // and a small network's update is one pass.
  constexpr Index least_samples = 32;
  const bool is_one_pass = left_to_update_.size() == 1 && left_to_update_[0].count == total_size(layout());
  steps_pass_ = penalty_.empty() && batches_.batch_size() >= least_samples && !is_one_pass;
  hold_back(config, data_->validation, Part::val);
  hold_back(config, data_->test, Part::test);
  MetricInput training = metric_input_;
  training.rows = samples_per_epoch(data_->train.rows(), config.training);
  for (const auto& metric : config.metrics) {
    if (metric->source() != MetricSource::predictions) continue;
    const std::size_t columns = metric->per_class() ? metric_input_.classes.size() : 1;
    const auto made = [&](const MetricInput& input) {
      auto one = metric->make<T>(input);
      if (data_->target.weighted) one->expect_weights();
      return one;
    };
    training_metrics_.put(made(training), columns);
    evaluation_metrics_.put(made(metric_input_), columns);
  }
  if (!has_units() || training_metrics_.empty()) return;
  has_own_units_ = true;
  const Index columns = data_->train.target.values.cols;
  const Index predictions = std::max(batches_.batch_size(), evaluation_rows_) * columns;
  unscaled_ = Buffer<double>(predictions);
  own_predictions_ = Buffer<T>(predictions);
  if (!target_is_input_) batch_own_values_ = Buffer<T>(batches_.batch_size() * columns);
}

template <class T>
std::string_view NetworkObjective<T>::model_text() const {
  const bool is_flat = input_.size() == 1 && data_->flat_model_text != nullptr;
  return is_flat ? *data_->flat_model_text : *data_->model_text;
}

template <class T>
bool NetworkObjective<T>::has_units() const {
  return data_->scaling || link_of(config_) != Link::identity;
}

/// What outputs stand for.
template <class T>
void NetworkObjective<T>::take_own_units(std::span<double> outputs) const {
  invert_link(link_of(config_), outputs);
  if (data_->scaling) data_->scaling->invert(outputs);
}

template <class T>
Matrix<const T> NetworkObjective<T>::in_own_units(Matrix<const T> prediction) {
  const auto count = static_cast<std::size_t>(prediction.size());
  const std::span<double> unscaled = unscaled_.span().first(count);
  std::ranges::copy(prediction.span(), unscaled.begin());
  take_own_units(unscaled);
  std::ranges::transform(unscaled, own_predictions_.data(),
                         [](double value) { return static_cast<T>(value); });
  return {own_predictions_.data(), prediction.rows, prediction.cols};
}

template <class T>
void NetworkObjective<T>::hold_back(const ExperimentConfig& config, const Samples<T>& samples, Part part) {
  if (samples.rows() == 0) return;
  parts_.push_back(&samples);
  part_names_.push_back(part);
  for (Column& column : runner::evaluation_columns(config, part, metric_input_.classes))
    evaluation_columns_.push_back(std::move(column));
}

template <class T>
Matrix<const T> NetworkObjective<T>::batch_input() const {
  const Matrix<const T>& all = data_->train.features;
  return {is_gathered_by_network_ ? all.data : batch_features_.data(), batch_rows_, all.cols};
}

template <class T>
Target<T> NetworkObjective<T>::batch_target() const {
  const Target<T>& target = data_->train.target;
  const T* weights = target.weights ? batch_weights_.data() : nullptr;
  if (target.classes) return {batch_classes_.data(), {}, weights};
  if (target_is_input_) return {nullptr, batch_input(), weights};
  return {nullptr, {batch_values_.data(), batch_rows_, target.values.cols}, weights};
}

template <class T>
void NetworkObjective<T>::keep_added_loss(Index first, Index rows) {
  if (!layers_add_loss_) return;
  const auto added = added_.span().subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(rows));
  std::ranges::fill(added, 0.0);
  network_.add_loss(added);
}

template <class T>
LossSum NetworkObjective<T>::added_loss(const Target<T>& target, Index rows) const {
  LossSum sum;
  if (!layers_add_loss_) return sum;
  for (Index i = 0; i < rows; ++i) {
    const double weight = target.weights ? static_cast<double>(target.weights[i]) : 1;
    if (weight == 0) continue;  // it counts for nothing, be it not finite
    sum.total += weight * added_.data()[i];
    sum.divisor += weight;
  }
  return sum;
}

template <class T>
double NetworkObjective<T>::value_of(const Sums& sums, double penalty) const {
  return loss_->reduce(sums.loss) + (layers_add_loss_ ? loss_->reduce(sums.added) : 0) + penalty;
}

/// As the loss weighs samples.
template <class T>
LossShares NetworkObjective<T>::shares_of(const Target<T>& target, Index rows) {
  if (!layers_add_loss_) return {};
  double divisor = static_cast<double>(rows);
  if (target.weights) {
    divisor = 0;
    for (Index i = 0; i < rows; ++i) {
      added_weights_.data()[i] = static_cast<double>(target.weights[i]);
      divisor += added_weights_.data()[i];
    }
  }
  if (divisor == 0) return {};  // nothing in it counts
  return {.of_every = loss_->reduction == Reduction::sum ? 1 : 1 / divisor,
          .of_each = target.weights ? added_weights_.data() : nullptr};
}

template <class T>
void NetworkObjective<T>::update_the_rest(ParameterUpdates<T>& updates) {
  for (const auto& [first, count] : left_to_update_)
    updates.update({parameters().data() + first, gradients().data() + first, 1, count, 0, 0});
}

/// The loss of the gathered batch, and its gradient or what a step makes of it.
template <class T>
typename Objective<T>::Batch NetworkObjective<T>::batch_loss(Generator& generator, bool measured,
                                                             StepInPassing<T>* step) {
  const Index rows = batch_rows_;
  const Matrix<const T> input = batch_input();
  const Target<T> target = batch_target();
  ForwardContext context{.training = true, .threads = threads_, .generator = &generator};
  context.order = batch_order_.data();
  const Matrix<const T> prediction = network_.forward(input, context);
  keep_added_loss(0, rows);
  const Matrix<T> gradient = network_.output_gradient(rows);
  const LossSum sum =
      target.weights
          ? evaluate_weighted(*loss_, prediction, target, gradient)
          : loss_->evaluate(prediction, augmenter_.mixes() ? augmenter_.mixed(rows) : target, gradient);
  const bool counts = !target.weights || sum.divisor != 0;
  context.loss_shares = shares_of(target, rows);
  typename Objective<T>::Batch batch;
  batch.samples = rows;
  if (counts) batch.loss = value_of({sum, added_loss(target, rows)}, 0);
  ParameterUpdates<T>* updates = step != nullptr && steps_pass_ ? step->begin(batch.loss, rows) : nullptr;
  network_.backward(input, context, updates);
  batch.is_updated = updates != nullptr;
  if (batch.is_updated) update_the_rest(*updates);
  if (!penalty_.empty()) batch.loss += penalty_.add_to(network_.parameters(), network_.gradients(), threads_);
  if (measured && has_own_units_) {
    Target<T> own = target;
    if (!target_is_input_) own.values.data = batch_own_values_.data();
    training_metrics_.add(in_own_units(prediction), own);
  } else if (measured) {
    training_metrics_.add(prediction, target);
  }
  return batch;
}

template <class T>
typename Objective<T>::Batch NetworkObjective<T>::next_batch(Generator& generator, StepInPassing<T>* step) {
  // A DataLoader draws its workers' seed in order too, and layers draw behind it.
  if (batches_.begins_in_order()) generator.random_int64();
  gather(batches_.next(generator), generator);
  return batch_loss(generator, true, step);
}

template <class T>
void NetworkObjective<T>::reset_training_measures() {
  training_metrics_.reset();
}

template <class T>
void NetworkObjective<T>::training_measures(std::span<double> out) const {
  training_metrics_.values(out);
}

template <class T>
Matrix<const T> NetworkObjective<T>::evaluated_output(Matrix<const T> input, bool goes_on) {
  ForwardContext context{.training = false, .threads = threads_, .same_parameters = goes_on};
  if (input.rows <= network_rows_) {
    const Matrix<const T> all = network_.forward(input, context);
    keep_added_loss(0, input.rows);
    return all;
  }
  const Matrix<T> all{evaluated_outputs_.data(), input.rows, network_.output_size()};
  for (Index first = 0; first < input.rows; first += network_rows_) {
    const Index rows = std::min(network_rows_, input.rows - first);
    const Matrix<const T> part = network_.forward({input.row(first), rows, input.cols}, context);
    copy_values(part.data, part.size(), all.row(first));
    keep_added_loss(first, rows);
    context.same_parameters = true;
  }
  return all;
}

template <class T>
std::optional<typename NetworkObjective<T>::Sums> NetworkObjective<T>::evaluate_rows(
    const Samples<T>& samples, Index first, Index count, const std::atomic<bool>& stop) {
  Sums sums;
  for (Index done = 0; done < count; done += evaluation_rows_) {
    if (stop.load(std::memory_order_relaxed)) return std::nullopt;
    const Index rows = std::min(evaluation_rows_, count - done);
    const Matrix<const T> input = samples.finished(first + done, rows, evaluated_.data());
    const Target<T> target = samples.targets_of(first + done, input);
    const Matrix<const T> prediction = evaluated_output(input, done > 0);
    sums.loss += target.weights ? evaluate_weighted(*loss_, prediction, target, Matrix<T>())
                                : loss_->evaluate(prediction, target);
    sums.added += added_loss(target, rows);
    evaluation_metrics_.add(has_own_units_ ? in_own_units(prediction) : prediction,
                            samples.own_targets_of(first + done, input));
  }
  return sums;
}

template <class T>
std::optional<double> NetworkObjective<T>::evaluate_training(std::span<double> out,
                                                             const std::atomic<bool>& stop) {
  evaluation_metrics_.reset();
  const Index all = data_->train.rows();
  double weighted = 0;
  Sums whole;
  bool even = true;  // whether a batch counts by its rows
  for (Index first = 0; first < all; first += batches_.batch_size()) {
    const Index rows = std::min(batches_.batch_size(), all - first);
    const auto sums = evaluate_rows(data_->train, first, rows, stop);
    if (!sums) return std::nullopt;
    weighted += value_of(*sums, 0) * static_cast<double>(rows);
    whole.loss += sums->loss;
    whole.added += sums->added;
    even = even && sums->loss.divisor * static_cast<double>(first + rows) ==
                       whole.loss.divisor * static_cast<double>(rows);
  }
  evaluation_metrics_.values(out);
  const double penalty = penalty_.value(network_.parameters(), threads_);
  if (!even && loss_->reduction == Reduction::mean) return value_of(whole, penalty);
  return weighted / static_cast<double>(all) + penalty;
}

template <class T>
bool NetworkObjective<T>::measure_statistics(Generator& generator, const std::atomic<bool>& stop) {
  for (std::int64_t i = 0; i < batches_.per_pass(); ++i) {
    if (stop.load(std::memory_order_relaxed)) return false;
    gather(batches_.of_this_pass(i), generator);
    ForwardContext context{
        .training = true, .threads = threads_, .statistics_batch = i + 1, .generator = &generator};
    context.order = batch_order_.data();
    network_.forward(batch_input(), context);
  }
  return true;
}

template <class T>
bool NetworkObjective<T>::evaluate(std::span<double> out, const std::atomic<bool>& stop) {
  const std::size_t width = 1 + training_columns_.size();
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const std::span<double> part = out.subspan(i * width, width);
    evaluation_metrics_.reset();
    const Samples<T>& samples = *parts_[i];
    const auto sums = evaluate_rows(samples, 0, samples.rows(), stop);
    if (!sums) return false;
    part[0] = value_of(*sums, penalty_.value(network_.parameters(), threads_));
    evaluation_metrics_.values(part.subspan(1));
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
  training_metrics_.add_state_to(views, training_columns_);
  return views;
}

template class NetworkObjective<float>;
template class NetworkObjective<double>;

}  // namespace runner
