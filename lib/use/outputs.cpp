#include "use/outputs.h"

#include <algorithm>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/stop.h"
#include "data/pipeline.h"
#include "metric/classes.h"
#include "nn/weighted_loss.h"
#include "train/batches.h"
#include "train/columns.h"
#include "train/training_data.h"
#include "train/weight_penalty.h"

namespace runner {

namespace {

template <class T>
Outputs run_as(const TrainedModel& model, Weights weights, const Dataset& dataset, int threads) {
  const Index piece = std::min(
      rows_at_once(model.config.network, model.input_shape(), 1, model.evaluation_rows()), dataset.rows);
  Network<T> network(model.config.network, model.input_shape(), piece, model.config.rounds_to_bfloat16());
  put_weights(model, weights, network);
  const Samples<T> samples(dataset);
  Buffer<T> pictures(samples.is_finished() ? 0 : piece * samples.width());
  Outputs outputs{network.output_size(), {}};
  require_memory(
      product_of_sizes({dataset.rows, outputs.columns, static_cast<std::int64_t>(sizeof(double))}));
  outputs.values.reserve(static_cast<std::size_t>(dataset.rows * outputs.columns));
  outputs.penalty =
      WeightPenalty<T>(model.config.training, network.layout()).value(network.parameters(), threads);
  if (adds_loss(model.config.network)) outputs.added.resize(static_cast<std::size_t>(dataset.rows));
  for (Index done = 0; done < dataset.rows; done += piece) {
    look_at_stop();
    const Index rows = std::min(piece, dataset.rows - done);
    const Matrix<const T> given =
        network.forward(samples.finished(done, rows, pictures.data()),
                        {.training = false, .threads = threads, .same_parameters = done > 0});
    for (const T value : given.span()) outputs.values.push_back(static_cast<double>(value));
    if (outputs.added.empty()) continue;
    network.add_loss(
        std::span(outputs.added).subspan(static_cast<std::size_t>(done), static_cast<std::size_t>(rows)));
  }
  return outputs;
}

/// What is known of the targets that the model was trained on.
TargetInfo training_target(const FittedData& data, const TargetInfo& rows) {
  TargetInfo info = rows;
  info.class_names = data.class_names;
  info.class_count = info.is_class ? static_cast<Index>(data.class_names.size()) : 0;
  info.column_names = data.target_names;
  info.training_rows = data.training_rows;
  info.class_rows = data.class_rows;
  if (!info.is_class && data.class_rows.size() == 2)
    info.positive_rows = {static_cast<double>(data.class_rows[1])};
  return info;
}

/// Those of all samples, as a network is given them.
std::vector<double> values_of(const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(size_of(dataset.sample_shape));
  std::vector<double> values(static_cast<std::size_t>(dataset.rows) * width);
  for (Index row = 0; row < dataset.rows; ++row)
    dataset.read_sample(row, std::span(values).subspan(static_cast<std::size_t>(row) * width, width));
  return values;
}

/// Rows of numbers as samples whose features they are.
Dataset as_samples(const Dataset& dataset, const std::vector<double>& values, Index columns) {
  Dataset samples = dataset.select(std::span<const std::int64_t>());
  samples.sample_shape = {columns};
  samples.rows = dataset.rows;
  samples.features = values;
  samples.pixels = {};
  samples.channel_mean = samples.channel_std = {};
  samples.classes = dataset.classes;
  samples.target_is_input = false;
  samples.targets = dataset.target_is_input ? values_of(dataset) : dataset.targets;
  samples.weights = dataset.weights;
  return samples;
}

/// Piece by piece as evaluations are, since a sum's last bit depends on that.
template <class T>
std::vector<MeasuredValue> measure_as(const TrainedModel& model, const Outputs& outputs,
                                      const Dataset& dataset) {
  const bool is_scaled = !outputs.scaled.empty();
  const Samples<T> own(as_samples(dataset, outputs.values, outputs.columns));
  Dataset seen = as_samples(dataset, is_scaled ? outputs.scaled : outputs.values, outputs.columns);
  if (is_scaled) FittedTarget(*model.config.data.config, model.data).apply(seen.targets);
  const Samples<T> samples(seen);
  const TargetInfo target_info = training_target(model.data, dataset.target_info());
  const PredictionKind kind = prediction_kind_of(model.config);
  const MetricInput input{kind, outputs.columns, dataset.rows,
                          class_texts(kind, outputs.columns, target_info)};
  const auto loss = model.config.loss->make_for<T>(outputs.columns, target_info);
  std::vector<std::unique_ptr<Metric<T>>> metrics;
  std::vector<std::size_t> columns;
  std::vector<MeasuredValue> measured;
  for (Column& column : evaluation_columns(model.config, Part::none, input.classes))
    measured.push_back({std::move(column)});
  for (const auto& metric : model.config.metrics) {
    if (metric->source() != MetricSource::predictions) continue;
    metrics.push_back(metric->make<T>(input));
    if (target_info.weighted) metrics.back()->expect_weights();
    columns.push_back(metric->per_class() ? input.classes.size() : 1);
  }
  LossSum sum;
  for (Index done = 0; done < dataset.rows; done += model.evaluation_rows()) {
    const Index rows = std::min(model.evaluation_rows(), dataset.rows - done);
    const auto given = samples.features.middle_rows(done, rows);
    const Target<T> target = samples.target.middle_rows(done, rows);
    sum +=
        target.weights ? evaluate_weighted(*loss, given, target, Matrix<T>()) : loss->evaluate(given, target);
    for (const auto& metric : metrics)
      metric->add(own.features.middle_rows(done, rows), own.target.middle_rows(done, rows));
  }
  LossSum added;
  for (std::size_t i = 0; i < outputs.added.size(); ++i) {
    const double weight = samples.target.weights ? static_cast<double>(samples.target.weights[i]) : 1;
    if (weight == 0) continue;  // it counts for nothing, be it not finite
    added.total += weight * outputs.added[i];
    added.divisor += weight;
  }
  measured.front().value =
      loss->reduce(sum) + (outputs.added.empty() ? 0 : loss->reduce(added)) + outputs.penalty;
  std::size_t next = 1;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    std::vector<double> values(columns[i]);
    metrics[i]->values(values);
    for (const double value : values) measured[next++].value = value;
  }
  return measured;
}

/// Predictions in the target's own units, as the arithmetic has them.
void take_own_units(const TrainedModel& model, Outputs& outputs) {
  const FittedTarget scaling(*model.config.data.config, model.data);
  const Link link = link_of(model.config);
  if (scaling.is_identity() && link == Link::identity) return;
  outputs.scaled = outputs.values;
  invert_link(link, outputs.values);
  scaling.invert(outputs.values);
  if (model.config.dtype == DType::float32)
    for (double& value : outputs.values) value = static_cast<double>(static_cast<float>(value));
}

/// Of an autoencoder: rows as the network is given them.
Dataset with_target(const TrainedModel& model, Dataset samples) {
  FittedSteps(*model.config.data.config, model.data).apply(samples);
  samples.take_input_as_target();
  return samples;
}

}  // namespace

Outputs run_network(const TrainedModel& model, Weights weights, const Dataset& samples, int threads) {
  Outputs outputs;
  with_threads(threads, [&] {
    outputs = model.config.dtype == DType::float32 ? run_as<float>(model, weights, samples, threads)
                                                   : run_as<double>(model, weights, samples, threads);
  });
  take_own_units(model, outputs);
  return outputs;
}

std::vector<double> reconstruction_errors(const TrainedModel& model, const Outputs& outputs,
                                          const Dataset& samples) {
  const Dataset given = with_target(model, samples);
  std::vector<double> errors, sample(static_cast<std::size_t>(outputs.columns));
  for (Index i = 0; i < outputs.rows(); ++i) {
    given.read_sample(i, sample);
    double sum = 0;
    for (Index j = 0; j < outputs.columns; ++j) {
      const double difference = outputs.values[static_cast<std::size_t>(i * outputs.columns + j)] -
                                sample[static_cast<std::size_t>(j)];
      sum += difference * difference;
    }
    errors.push_back(sum / static_cast<double>(outputs.columns));
  }
  return errors;
}

std::vector<MeasuredValue> measure(const TrainedModel& model, const Outputs& outputs,
                                   const Dataset& samples) {
  if (model.data.target_is_input && !samples.target_is_input)
    return measure(model, outputs, with_target(model, samples));
  return model.config.dtype == DType::float32 ? measure_as<float>(model, outputs, samples)
                                              : measure_as<double>(model, outputs, samples);
}

}  // namespace runner
