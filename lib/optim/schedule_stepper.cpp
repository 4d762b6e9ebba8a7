#include "optim/schedule_stepper.h"

#include <cassert>

namespace runner {

SteppedSchedule::SteppedSchedule(const SchedulerConfig& config, const ScheduleStart& start)
    : stepper_(config.make_stepper(start.length)), group_{start.lr, {}, {}} {
  stepper_->begin(group_);
}

Rates SteppedSchedule::at(std::int64_t passed) {
  assert(passed >= passed_);
  for (; passed_ < passed; ++passed_) stepper_->step(group_);
  return {group_.lr, group_.momentum};
}

}  // namespace runner
