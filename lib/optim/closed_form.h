#pragma once

#include "optim/schedule_stepper.h"

namespace runner {

/// A schedule that is a pure function of how many intervals have passed, so that it can be printed, plotted
/// and resumed without history.
struct ClosedFormConfig : SchedulerConfig {
  /// The rate after `passed` whole intervals.
  virtual double rate(const ScheduleStart& start, std::int64_t passed) const = 0;
  /// The momentum at that time, between 0 and 1; nothing where the schedule moves the rate alone.
  virtual std::optional<double> momentum(const ScheduleStart& /*start*/, std::int64_t /*passed*/) const {
    return std::nullopt;
  }

  /// Its place in a schedule made of several.
  enum class Move { initial, step, restart };
  /// What such a schedule is told when its turn comes.
  struct Turn {
    Move move;
    std::int64_t passed;  ///< "last_epoch"
    std::int64_t steps;   ///< "_step_count" - 1: not undone, not restarted
    double lr;            ///< what the schedules before made of the rate
  };
  /// PyTorch's get_lr. By default nothing of what the other schedules did is left.
  virtual double follow(const ScheduleStart& start, const Turn& turn) const {
    return rate(start, turn.passed);
  }
  /// What "__init__" writes into the group before the initial step.
  virtual void prepare(ScheduledGroup& /*group*/) const {}

  std::unique_ptr<Schedule> make(const ScheduleStart& start) const override;
  std::unique_ptr<ScheduleStepper> make_stepper(std::int64_t length) const override;
};

}  // namespace runner
