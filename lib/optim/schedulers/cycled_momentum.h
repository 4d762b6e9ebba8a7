#pragma once

#include <cstdint>

#include "optim/scheduler.h"

namespace runner {

/// A way up and down in less steps than these is no curve.
inline constexpr std::int64_t fewest_stairs = 20;

/// Reports an error at `cycle_momentum` where the optimizer has none to move.
void check_momentum(bool cycle_momentum, const ScheduleUse& use, ErrorSink& sink);

}  // namespace runner
