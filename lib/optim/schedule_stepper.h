#pragma once

#include <memory>
#include <optional>

#include "optim/scheduler.h"

namespace runner {

/// What PyTorch's schedulers read and write while several take turns: the entries of a parameter group.
struct ScheduledGroup {
  double lr = 0;
  std::optional<double> initial_lr;  ///< set by the first schedule that is made
  std::optional<double> momentum;    ///< once a schedule has set it
};

/// A schedule among others. It goes from one interval to the next on top of what the others made of the
/// group, as PyTorch's LRScheduler does; the names in quotes are PyTorch's.
class ScheduleStepper {
 public:
  virtual ~ScheduleStepper() = default;
  /// "__init__": takes its base from the group and makes the initial step.
  virtual void begin(ScheduledGroup& group) = 0;
  virtual void initial_step(ScheduledGroup& group) = 0;  ///< "_initial_step"
  virtual void step(ScheduledGroup& group) = 0;          ///< "step"
  virtual void restart(ScheduledGroup& group) = 0;       ///< "_update_lr(0)": its turn comes
  virtual void undo() = 0;                               ///< "recursive_undo": counts one less
  virtual void begin_again(ScheduledGroup& group) = 0;   ///< as though it were just made; PyTorch can't
};

/// A schedule that needs all intervals before to know the next. It is computed again from the start where a
/// run goes on, so it has no state.
class SteppedSchedule final : public Schedule {
 public:
  /// `config` must give a stepper and outlive this.
  SteppedSchedule(const SchedulerConfig& config, const ScheduleStart& start);
  Rates at(std::int64_t passed) override;

 private:
  std::unique_ptr<ScheduleStepper> stepper_;
  ScheduledGroup group_;
  std::int64_t passed_ = 0;
};

}  // namespace runner
