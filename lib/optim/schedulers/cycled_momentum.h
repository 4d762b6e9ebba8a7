#pragma once

#include "optim/scheduler.h"

namespace runner {

/// Complains at `cycle_momentum` where the optimizer has none to move.
void check_momentum(bool cycle_momentum, const ScheduleUse& use, Complaints& complaints);

}  // namespace runner
