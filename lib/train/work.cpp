#include "train/work.h"

#include <algorithm>
#include <cmath>

#include "train/batches.h"
#include "train/step_counts.h"

namespace runner {

namespace {

/// Optimizer steps and samples of a training, as the trainer counts them.
Work length_of(const TrainingConfig& training, const PassPlan& pass) {
  const std::int64_t together = training.accumulate_gradients;
  Work work;
  work.iterations = static_cast<double>(count_steps(training, pass.batches).total);
  // With an epoch of its own length batches follow one another; else a step has less where a pass ends.
  const double steps_round = training.iterations_per_epoch
                                 ? static_cast<double>(pass.batches) / static_cast<double>(together)
                                 : static_cast<double>(steps_per_epoch(training, pass.batches));
  const double passes = std::floor(work.iterations / steps_round);
  const double rest = (work.iterations - passes * steps_round) * static_cast<double>(together) *
                      static_cast<double>(pass.batch_size);
  const auto samples = static_cast<double>(pass.samples);
  work.samples = passes * samples + std::min(std::round(rest), samples);
  return work;
}

/// Multiply-adds of one sample's way through the network.
double multiply_adds(const NetworkSummary& network) {
  double sum = 0;
  for (const LayerSummary& layer : network.layers) {
    sum += static_cast<double>(layer.cost.multiply_adds);
    for (const BranchSummary& branch : layer.inside) sum += multiply_adds(branch.network);
  }
  return sum;
}

}  // namespace

Work& Work::operator+=(const Work& other) {
  iterations += other.iterations;
  samples += other.samples;
  operations += other.operations;
  return *this;
}

Work& Work::operator*=(double factor) {
  iterations *= factor;
  samples *= factor;
  operations *= factor;
  return *this;
}

Work work_of(const ExperimentConfig& config, const Preflight& found) {
  constexpr double operations_per_multiply_add = 6;
  Work work = length_of(config.training, plan_pass(found.training_rows, config.training));
  work.operations = operations_per_multiply_add * multiply_adds(found.network) * work.samples;
  return work;
}

}  // namespace runner
