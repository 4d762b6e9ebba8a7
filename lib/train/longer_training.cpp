#include "train/longer_training.h"

#include <fmt/format.h>

#include "base/stop.h"
#include "train/step_counts.h"

// A schedule is not asked whether it depends on the length: the one of the shorter training and the one of
// the longer one are walked side by side, which is exact for whatever schedules are made of. Weight averages
// count steps and whole epochs, so they depend on the length only where the last epoch is cut short.

namespace runner {

namespace {

std::string cut_epoch(const ShorterTraining& shorter, std::int64_t steps) {
  const std::int64_t before = (shorter.epochs - 1) * steps;
  if (shorter.length.in_epochs || before + steps <= shorter.length.value) return "";
  return fmt::format("its last epoch is cut short, to {} of {} iterations", shorter.length.value - before,
                     steps);
}

std::string extra_evaluation(const ExperimentConfig& config, const ShorterTraining& shorter) {
  const std::int64_t every = config.training.evaluate_every;
  if (!shorter.is_whole || shorter.epochs % every == 0) return "";
  return fmt::format("it is evaluated after epoch {}, its last, which evaluate_every: {} leaves out",
                     shorter.epochs, every);
}

bool has_same_rates(const SchedulerConfig& scheduler, const ScheduleStart& one, const ScheduleStart& other,
                    std::int64_t intervals) {
  constexpr std::int64_t between_looks = 4096;
  const auto first = scheduler.make(one), second = scheduler.make(other);
  for (std::int64_t i = 0; i < intervals; ++i) {
    if (i % between_looks == 0) look_at_stop();
    const Rates a = first->at(i), b = second->at(i);
    if (a.lr != b.lr || a.momentum != b.momentum) return false;
  }
  return true;
}

std::string other_rates(const ExperimentConfig& config, const ShorterTraining& shorter,
                        std::int64_t batches_per_pass) {
  if (!config.scheduler) return "";
  const SchedulerConfig& scheduler = *config.scheduler->config;
  const auto length = [&](const TrainingConfig& training) {
    return length_in(scheduler.interval, training, batches_per_pass);
  };
  const std::int64_t here = length(config.training),
                     there = length(with_length(config.training, shorter.length));
  const bool by_epoch = scheduler.interval == Interval::epoch;
  const std::int64_t intervals = by_epoch ? shorter.epochs : shorter.iterations;
  for (const double lr : config.optimizer->learning_rates())
    if (!has_same_rates(scheduler, {lr, there}, {lr, here}, intervals))
      return fmt::format("{} over {} {} has other learning rates than over {}", config.scheduler->type, here,
                         by_epoch ? "epochs" : "iterations", there);
  return "";
}

}  // namespace

TrainingLength length_of(const TrainingConfig& training) {
  return {training.epochs.has_value(), training.epochs ? *training.epochs : *training.iterations};
}

TrainingConfig with_length(TrainingConfig training, const TrainingLength& length) {
  (length.in_epochs ? training.epochs : training.iterations) = length.value;
  return training;
}

std::string why_no_prefix(const ExperimentConfig& config, const ShorterTraining& shorter,
                          std::int64_t batches_per_pass) {
  std::string why = cut_epoch(shorter, steps_per_epoch(config.training, batches_per_pass));
  if (why.empty()) why = extra_evaluation(config, shorter);
  return why.empty() ? other_rates(config, shorter, batches_per_pass) : why;
}

}  // namespace runner
