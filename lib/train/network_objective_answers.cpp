#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "nn/weighted_loss.h"
#include "tensor/copy.h"
#include "train/baseline.h"
#include "train/columns.h"
#include "train/network_objective.h"
#include "train/prediction_reader.h"

// What is asked of a network beside its loss: what it gives for every row, and how well a constant would do.
// It is apart from the training of network_objective.cpp, which a step goes through.

namespace runner {

/// The loss's gradient is that of all rows as one batch.
template <class T>
std::optional<OutputRows> NetworkObjective<T>::outputs(bool gradients) {
  const Samples<T>& samples = data_->train;
  const Index rows = samples.rows(), width = network_.output_size();
  const Buffer<T> given = outputs_of(samples);
  Buffer<T> gradient(gradients ? rows * width : 0);
  Buffer<T> finished(target_is_input_ && !samples.is_finished() ? rows * samples.width() : 0);
  const Target<T> target = samples.targets_of(
      0, target_is_input_ ? samples.finished(0, rows, finished.data()) : Matrix<const T>{nullptr, rows, 0});
  if (gradients) loss_->evaluate({given.data(), rows, width}, target, {gradient.data(), rows, width});
  OutputRows out;
  for (const char* name : {"output", "grad_output"}) {
    for (Index j = 0; j < width && (gradients || out.columns.size() < static_cast<std::size_t>(width)); ++j)
      out.columns.push_back({.name = fmt::format("{}{}", name, j), .role = Role::parameter});
  }
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < width; ++j) out.values.push_back(static_cast<double>(given.data()[i * width + j]));
    for (Index j = 0; gradients && j < width; ++j)
      out.values.push_back(static_cast<double>(gradient.data()[i * width + j]));
  }
  return out;
}

/// Rows as the network is given them, where they are looked at: where they are targets.
template <class T>
Matrix<const T> NetworkObjective<T>::inputs_of(const Samples<T>& samples, Index first, Index rows) {
  if (!target_is_input_) return {nullptr, rows, samples.width()};
  return samples.finished(first, rows, evaluated_.data());
}

template <class T>
double NetworkObjective<T>::value_of_constant(const std::vector<T>& outputs, const Samples<T>& samples) {
  const auto width = static_cast<Index>(outputs.size());
  std::vector<T> values;
  for (Index i = 0; i < std::min(evaluation_rows_, samples.rows()); ++i)
    values.insert(values.end(), outputs.begin(), outputs.end());
  Metric<T>* metric = nullptr;
  std::size_t of_predictions = 0;
  const auto primary = primary_metric(config_);
  for (std::size_t i = 0; primary && i <= *primary; ++i) {
    if (config_.metrics[i]->source() == MetricSource::predictions)
      metric = &evaluation_metrics_.at(of_predictions++);
  }
  if (metric) metric->reset();
  LossSum loss;
  for (Index done = 0; done < samples.rows(); done += evaluation_rows_) {
    const Index rows = std::min(evaluation_rows_, samples.rows() - done);
    const Matrix<const T> prediction{values.data(), rows, width};
    const Matrix<const T> input = inputs_of(samples, done, rows);
    const Target<T> target = samples.targets_of(done, input);
    if (metric) {
      metric->add(has_own_units_ ? in_own_units(prediction) : prediction,
                  samples.own_targets_of(done, input));
    } else {
      loss += target.weights ? evaluate_weighted(*loss_, prediction, target, Matrix<T>())
                             : loss_->evaluate(prediction, target);
    }
  }
  return metric ? metric->value() : loss_->reduce(loss);
}

/// Outputs for some rows, in the target's own units.
template <class T>
std::vector<T> NetworkObjective<T>::own_outputs(std::span<const T> outputs) const {
  std::vector<double> values(outputs.begin(), outputs.end());
  take_own_units(values);
  std::vector<T> own;
  for (const double value : values) own.push_back(static_cast<T>(value));
  return own;
}

template <class T>
Baseline NetworkObjective<T>::baseline() {
  const auto primary = primary_metric(config_);
  const PredictionKind kind = metric_input_.kind;
  if (kind == PredictionKind::other) return {};
  const Samples<T>& train = data_->train;
  Buffer<T> finished(target_is_input_ && !train.is_finished() ? train.rows() * train.width() : 0);
  const Target<T> target =
      train.targets_of(0, target_is_input_ ? train.finished(0, train.rows(), finished.data())
                                           : Matrix<const T>{nullptr, train.rows(), 0});
  const std::vector<T> outputs = constant_outputs(metric_input_, target, train.rows(), link_of(config_));
  Baseline baseline;
  baseline.predicts = constant_text(metric_input_, own_outputs(outputs),
                                    !primary || config_.metrics[*primary]->reads_probabilities());
  const auto add = [&](Part part, const Samples<T>& samples) {
    const double value = value_of_constant(outputs, samples);
    if (std::isfinite(value)) baseline.values.push_back({primary_column(config_, part).name, value});
  };
  if (data_->validation.rows() == 0) add(Part::train, train);
  for (std::size_t i = 0; i < parts_.size(); ++i) add(part_names_[i], *parts_[i]);
  return baseline;
}

template <class T>
Buffer<T> NetworkObjective<T>::outputs_of(const Samples<T>& samples) {
  Buffer<T> outputs(samples.rows() * network_.output_size());
  for (Index done = 0; done < samples.rows(); done += evaluation_rows_) {
    const Index rows = std::min(evaluation_rows_, samples.rows() - done);
    const Matrix<const T> prediction =
        evaluated_output(samples.finished(done, rows, evaluated_.data()), done > 0);
    copy_values(prediction.data, prediction.size(), outputs.data() + done * prediction.cols);
  }
  return outputs;
}

template <class T>
void NetworkObjective<T>::predict(Observer& observer) {
  struct PartOutputs {
    Part part;
    const Samples<T>& samples;
    Buffer<T> outputs;
  };
  std::vector<PartOutputs> parts;
  parts.push_back({Part::train, data_->train, outputs_of(data_->train)});
  for (std::size_t i = 0; i < parts_.size(); ++i)
    parts.push_back({part_names_[i], *parts_[i], outputs_of(*parts_[i])});
  struct SourceRow {
    std::int64_t row;  // in the source
    std::size_t part;
    Index index;
  };
  std::vector<SourceRow> places;
  for (std::size_t part = 0; part < parts.size(); ++part) {
    const auto& rows = parts[part].samples.source_rows;
    for (Index i = 0; i < parts[part].samples.rows(); ++i)
      places.push_back({rows.empty() ? i : rows[static_cast<std::size_t>(i)], part, i});
  }
  std::ranges::sort(places, [](const SourceRow& a, const SourceRow& b) {
    return std::tie(a.row, a.part, a.index) < std::tie(b.row, b.part, b.index);
  });
  PredictionReader<T> reader(metric_input_, data_->target, data_->train.target);
  observer.predictions(reader.layout());
  for (const SourceRow& place : places) {
    const auto& [part, samples, outputs] = parts[place.part];
    const auto width = static_cast<std::size_t>(network_.output_size());
    const std::vector<T> own =
        own_outputs(outputs.span().subspan(static_cast<std::size_t>(place.index) * width, width));
    const Matrix<const T> input = inputs_of(samples, place.index, 1);
    PredictedRow row = reader.read(own.data(), samples.own_targets_of(place.index, input), 0);
    row.row = place.row + 1;
    row.part = part;
    observer.prediction(row);
  }
}

template Baseline NetworkObjective<float>::baseline();
template void NetworkObjective<float>::predict(Observer&);
template std::optional<OutputRows> NetworkObjective<float>::outputs(bool);
template Baseline NetworkObjective<double>::baseline();
template void NetworkObjective<double>::predict(Observer&);
template std::optional<OutputRows> NetworkObjective<double>::outputs(bool);

}  // namespace runner
