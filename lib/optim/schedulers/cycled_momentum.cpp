#include "optim/schedulers/cycled_momentum.h"

#include <fmt/format.h>

namespace runner {

void check_momentum(bool cycle_momentum, const ScheduleUse& use, ErrorSink& sink) {
  if (!cycle_momentum || use.has_momentum) return;
  sink.error("cycle_momentum", fmt::format("{} has no momentum or betas to move; write "
                                           "cycle_momentum: false to move the rate alone",
                                           use.optimizer));
}

}  // namespace runner
