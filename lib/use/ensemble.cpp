#include "use/ensemble.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "data/pipeline.h"
#include "use/refused.h"

namespace runner {

namespace {

void prepare(const TrainedModel& model, Dataset& samples) {
  try {
    FittedSteps(*model.config.data.config, model.data).apply(samples);
  } catch (const std::runtime_error& error) {
    throw Refused(fmt::format("'{}' can't be used on these rows: {}", model.folder.string(), error.what()));
  }
}

}  // namespace

Ensemble::Ensemble(std::vector<TrainedModel> models, Weights weights, int threads)
    : models_(std::move(models)), weights_(weights), threads_(threads) {
  const FittedData& data = first().data;
  for (const TrainedModel& model : models_) {
    if (model.data.columns == data.columns && model.data.class_names == data.class_names &&
        model.data.target_names == data.target_names) {
      if (!data.target_is_input || model.data.steps == data.steps) continue;
      throw Refused(fmt::format(
          "'{}' was trained on another training part than '{}' and scales its input otherwise, which is "
          "its target: the mean of both says nothing",
          model.folder.string(), first().folder.string()));
    }
    throw Refused(fmt::format("'{}' was trained on other columns or classes than '{}'", model.folder.string(),
                              first().folder.string()));
  }
}

Outputs Ensemble::run(const Dataset& samples) const {
  Outputs all;
  std::vector<double> sums, added(static_cast<std::size_t>(samples.rows));
  double penalties = 0;
  for (const TrainedModel& model : models_) {
    Dataset prepared = samples;
    prepare(model, prepared);
    Outputs outputs = run_network(model, weights_, prepared, threads_);
    if (models_.size() == 1) return outputs;
    const Decision decision(*model.config.loss.config, model.data, outputs.columns);
    std::size_t at = 0;
    for (Index i = 0; i < outputs.rows(); ++i) {
      const auto row = outputs.row(i);
      const auto given = decision.has_probabilities() ? decision.probabilities(row)
                                                      : std::vector<double>(row.begin(), row.end());
      sums.resize(std::max(sums.size(), at + given.size()));
      for (const double value : given) sums[at++] += value;
    }
    for (std::size_t i = 0; i < outputs.added.size(); ++i) added[i] += outputs.added[i];
    penalties += outputs.penalty;
    all = std::move(outputs);
  }
  const Decision decision(*first().config.loss.config, first().data, all.columns);
  const auto width = static_cast<Index>(sums.size()) / all.rows();
  const auto count = static_cast<double>(models_.size());
  for (double& value : sums) value /= count;
  for (std::size_t i = 0; i < all.added.size(); ++i) all.added[i] = added[i] / count;
  all.penalty = penalties / count;
  const bool is_scaled = !all.scaled.empty();
  all.values.clear();
  for (Index i = 0; i < samples.rows; ++i) {
    const auto mean =
        std::span(sums).subspan(static_cast<std::size_t>(i * width), static_cast<std::size_t>(width));
    const auto row = decision.has_probabilities() ? decision.outputs_of(mean)
                                                  : std::vector<double>(mean.begin(), mean.end());
    all.values.insert(all.values.end(), row.begin(), row.end());
  }
  if (is_scaled) {
    all.scaled = all.values;
    FittedTarget(*first().config.data.config, first().data).apply(all.scaled);
    apply_link(link_of(first().config), all.scaled);
  }
  return all;
}

}  // namespace runner
