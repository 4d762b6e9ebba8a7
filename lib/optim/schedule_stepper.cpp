#include "optim/schedule_stepper.h"

#include <cassert>

// A resumed run walks from the start to where it was. This costs some nanoseconds an interval, and saves a
// state that would have to be stored and read back for every schedule in the tree.

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
