#pragma once

#include "optim/scheduler.h"

namespace runner {

/// Reports an error at `cycle_momentum` where the optimizer has none to move.
void check_momentum(bool cycle_momentum, const ScheduleUse& use, ErrorSink& sink);

}  // namespace runner
