#include "train/step_counts.h"

#include <cassert>

#include "train/columns.h"

namespace runner {

std::int64_t steps_per_epoch(const TrainingConfig& training, std::int64_t batches_per_pass) {
  const std::int64_t together = training.accumulate_gradients;
  return training.iterations_per_epoch.value_or((batches_per_pass + together - 1) / together);
}

StepCount count_steps(const TrainingConfig& training, std::int64_t batches_per_pass) {
  return {steps_per_epoch(training, batches_per_pass),
          length_in(Interval::iteration, training, batches_per_pass)};
}

std::int64_t length_in(Interval interval, const TrainingConfig& training, std::int64_t batches_per_pass) {
  const std::int64_t steps = steps_per_epoch(training, batches_per_pass);
  if (interval == Interval::iteration)
    return training.epochs ? *training.epochs * steps : *training.iterations;
  return training.epochs ? *training.epochs : (*training.iterations + steps - 1) / steps;
}

std::vector<std::unique_ptr<Schedule>> make_schedules(const ExperimentConfig& config,
                                                      const std::vector<double>& base_lrs,
                                                      std::int64_t batches_per_pass,
                                                      const std::vector<Column>& epoch_columns) {
  std::vector<std::unique_ptr<Schedule>> schedules;
  if (!config.scheduler) return schedules;
  const SchedulerConfig& scheduler = *config.scheduler->config;
  const std::int64_t length = length_in(scheduler.interval, config.training, batches_per_pass);
  const auto watched = watched_cell(config, epoch_columns);
  const bool higher = watched && epoch_columns[*watched].better == Direction::higher;
  schedules.reserve(base_lrs.size());
  for (const double lr : base_lrs) schedules.push_back(scheduler.make({lr, length, higher}));
  return schedules;
}

std::optional<std::size_t> watched_cell(const ExperimentConfig& config, const std::vector<Column>& columns) {
  const auto watched = config.scheduler ? (*config.scheduler)->watched_column() : std::nullopt;
  if (!watched) return std::nullopt;
  const auto found = watched->empty() ? find_column(columns, part_to_judge_by(columns), Role::loss)
                                      : find_column(columns, *watched);
  assert(found && "the column was checked before");
  return found;
}

}  // namespace runner
