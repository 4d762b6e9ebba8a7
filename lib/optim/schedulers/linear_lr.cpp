#include "optim/schedulers/linear_lr.h"

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<LinearLRConfig> LinearLRConfig::spec() {
  using C = LinearLRConfig;
  return Spec<C>("LinearLR", "The rate moves on a line from one factor to another; a warm-up by default.")
      .source("torch.optim.lr_scheduler.LinearLR")
      .formula(
          "lr_e = lr·(start_factor + (end_factor - start_factor)·min(e, total_iters) / total_iters),  "
          "e = 0, 1, …")
      .field("start_factor", &C::start_factor, "Share of the rate at first.",
             Range{.low = 0, .high = 1, .low_open = true})
      .field("end_factor", &C::end_factor, "Share of the rate in the end.", closed(0, 1))
      .field("total_iters", &C::total_iters, "Epochs (or iterations) from the first to the last factor.",
             at_least(0));
}

double LinearLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  if (total_iters == 0) return start.lr * start_factor;
  const double way = static_cast<double>(std::min(passed, total_iters)) / static_cast<double>(total_iters);
  return start.lr * (start_factor + (end_factor - start_factor) * way);
}

double LinearLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  if (turn.move == Move::restart) return rate(start, 0);
  if (turn.passed == 0) return turn.lr * start_factor;
  if (turn.passed > total_iters) return turn.lr;
  const double change = end_factor - start_factor;
  const double before =
      static_cast<double>(total_iters) * start_factor + static_cast<double>(turn.passed - 1) * change;
  return turn.lr * (1 + change / before);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, LinearLRConfig>();

}  // namespace runner
