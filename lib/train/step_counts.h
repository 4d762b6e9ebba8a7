#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "plan/experiment.h"
#include "train/observer.h"

namespace runner {

/// Optimizer steps of a whole epoch, from the mini-batches of a pass through the samples.
std::int64_t steps_per_epoch(const TrainingConfig& training, std::int64_t batches_per_pass);

/// The same with the steps of the whole training.
StepCount count_steps(const TrainingConfig& training, std::int64_t batches_per_pass);

/// How many epochs or iterations a training has.
std::int64_t length_in(Interval interval, const TrainingConfig& training, std::int64_t batches_per_pass);

/// The schedules of a training, one for each learning rate: the optimizer's and its groups'. Empty where the
/// rates stay. `epoch_columns`: one of which they may be told.
std::vector<std::unique_ptr<Schedule>> make_schedules(const ExperimentConfig& config,
                                                      const std::vector<double>& base_lrs,
                                                      std::int64_t batches_per_pass,
                                                      const std::vector<Column>& epoch_columns);

/// The epoch column that the schedule is told, where it is told one.
std::optional<std::size_t> watched_cell(const ExperimentConfig& config, const std::vector<Column>& columns);

}  // namespace runner
