#include "use/outputs.h"

#include <algorithm>

#include "base/memory.h"
#include "base/parallel.h"
#include "base/stop.h"
#include "train/columns.h"
#include "train/training_data.h"

namespace runner {

namespace {

template <class T>
Outputs run_as(const TrainedModel& model, Weights weights, const Dataset& dataset, int threads) {
  const Index piece = std::min(model.evaluation_rows(), dataset.rows);
  Network<T> network(model.config.network, model.input_shape(), piece, model.config.rounds_to_bfloat16());
  put_weights(model, weights, network);
  const Samples<T> samples(dataset);
  Outputs outputs{network.output_size(), {}};
  require_memory(
      product_of_sizes({dataset.rows, outputs.columns, static_cast<std::int64_t>(sizeof(double))}));
  outputs.values.reserve(static_cast<std::size_t>(dataset.rows * outputs.columns));
  for (Index done = 0; done < dataset.rows; done += piece) {
    look_at_stop();
    const Index rows = std::min(piece, dataset.rows - done);
    const Matrix<const T> given =
        network.forward(samples.features.middle_rows(done, rows),
                        {.training = false, .threads = threads, .same_parameters = done > 0});
    for (const T value : given.span()) outputs.values.push_back(static_cast<double>(value));
  }
  return outputs;
}

template <class T>
Target<T> part_of(const Target<T>& target, Index first, Index count) {
  if (target.classes) return {target.classes + first, {}};
  return {nullptr, target.values.middle_rows(first, count)};
}

/// Piece by piece as evaluations are, since a sum's last bit depends on that.
template <class T>
std::vector<MeasuredValue> measure_as(const TrainedModel& model, const Outputs& outputs,
                                      const Dataset& dataset) {
  Dataset targets = dataset.select(std::span<const std::int64_t>());
  targets.sample_shape = {outputs.columns};
  targets.rows = dataset.rows;
  targets.features = outputs.values;
  targets.classes = dataset.classes;
  targets.targets = dataset.targets;
  const Samples<T> samples(targets);
  const auto loss = model.config.loss->make<T>();
  std::vector<std::unique_ptr<Metric<T>>> metrics;
  std::vector<MeasuredValue> measured;
  for (Column& column : evaluation_columns(model.config, Part::none)) measured.push_back({std::move(column)});
  for (const auto& metric : model.config.metrics) {
    if (metric->source() != MetricSource::predictions) continue;
    metrics.push_back(metric->make<T>(model.config.loss->prediction_kind(), outputs.columns));
  }
  LossSum sum;
  for (Index done = 0; done < targets.rows; done += model.evaluation_rows()) {
    const Index rows = std::min(model.evaluation_rows(), targets.rows - done);
    const Matrix<const T> prediction = samples.features.middle_rows(done, rows);
    const Target<T> target = part_of(samples.target, done, rows);
    sum += loss->evaluate(prediction, target);
    for (const auto& metric : metrics) metric->add(prediction, target);
  }
  measured.front().value = loss->reduce(sum);
  for (std::size_t i = 0; i < metrics.size(); ++i) measured[i + 1].value = metrics[i]->value();
  return measured;
}

}  // namespace

Outputs run_network(const TrainedModel& model, Weights weights, const Dataset& samples, int threads) {
  Outputs outputs;
  with_threads(threads, [&] {
    outputs = model.config.dtype == DType::float32 ? run_as<float>(model, weights, samples, threads)
                                                   : run_as<double>(model, weights, samples, threads);
  });
  return outputs;
}

std::vector<MeasuredValue> measure(const TrainedModel& model, const Outputs& outputs,
                                   const Dataset& samples) {
  return model.config.dtype == DType::float32 ? measure_as<float>(model, outputs, samples)
                                              : measure_as<double>(model, outputs, samples);
}

}  // namespace runner
