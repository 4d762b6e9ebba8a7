#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/random.h"
#include "base/state.h"
#include "optim/optimizer.h"
#include "plan/experiment.h"
#include "train/early_stopping.h"
#include "train/evaluation_point.h"
#include "train/measures.h"
#include "train/objective.h"

namespace runner {

/// How far a run is. Epochs and steps that have begun, and samples seen.
struct RunCounts {
  std::int64_t epochs = 0, iterations = 0, samples = 0;
};

/// What the epoch at hand has added up to.
struct EpochSums {
  double loss = 0;  ///< of every sample
  double norm = 0;  ///< of the gradient of every step
  std::int64_t samples = 0, steps = 0;
  std::int64_t steps_wanted = 0;
  std::int64_t batches_left = 0;  ///< of the pass, where an epoch is a pass
  std::int64_t is_open = 0;       ///< 1: begun and not ended
};

/// Everything that decides how a run goes on, apart from the loop that moves it (train/trainer.h): a
/// checkpoint saves it, whoever goes on puts it back, and what is trained can be read from it. It allocates
/// when built, never in a step.
template <class T>
class RunState {
 public:
  RunState(const ExperimentConfig& config, std::unique_ptr<Objective<T>> objective);

  /// The parameters, under the names of a PyTorch state_dict, and what the layers have learnt beside them.
  std::vector<StateView> model();
  /// `model()`, the best one, and all that is remembered beside them. Names and sizes depend on the
  /// configuration alone.
  std::vector<StateView> tensors();

  /// Counts a step, whose mini-batches have this loss, and says with which rates it is made.
  Step begin_step(double loss);
  /// The rates of the step at hand, or of the first one to come: each group's own, scheduled by itself.
  /// Momentum is one for all.
  void schedule_rates();
  /// Tells the schedules the epoch's row, where one of them follows a column.
  void watch(std::span<const double> row);
  /// What is evaluated now becomes the best model. Only with early stopping.
  void keep_best();

  std::unique_ptr<Objective<T>> objective;
  std::unique_ptr<Optimizer<T>> optimizer;
  Generator generator;
  Measures measures;
  EvaluationPoint<T> evaluation_point;
  std::optional<EarlyStopping> early_stopping;
  RunCounts counts;
  EpochSums epoch;

  std::vector<double> lrs;         ///< scheduled: the optimizer's, then its groups'
  std::optional<double> momentum;  ///< where a schedule moves it
  double lr = 0;                   ///< the first of `lrs`, as tables have it

 private:
  std::vector<StateView> progress();

  const ExperimentConfig& config_;
  std::vector<std::unique_ptr<Schedule>> schedules_;  // for each of the rates; empty where they stay
  std::optional<std::size_t> watched_;                // the epoch column that the schedule is told
  std::vector<std::vector<std::byte>> best_;  // of each view of `model()`; empty without early stopping
};

}  // namespace runner
