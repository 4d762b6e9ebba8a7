#include "optim/schedulers/constant_lr.h"

#include "spec/registration.h"

namespace runner {

Spec<ConstantLRConfig> ConstantLRConfig::spec() {
  using C = ConstantLRConfig;
  return Spec<C>("ConstantLR", "A small rate at first, then the whole one.")
      .source("torch.optim.lr_scheduler.ConstantLR")
      .formula("lr_e = lr·factor for e < total_iters, then lr,  e = 0, 1, …")
      .field("factor", &C::factor, "Share of the rate at first.", closed(0, 1))
      .field("total_iters", &C::total_iters, "Epochs (or iterations) with the small rate.", at_least(0));
}

double ConstantLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  return total_iters == 0 || passed < total_iters ? start.lr * factor : start.lr;
}

double ConstantLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  if (turn.move == Move::restart) return rate(start, 0);
  if (turn.passed == 0) return turn.lr * factor;
  return turn.passed == total_iters ? turn.lr / factor : turn.lr;
}

template Registration<SchedulerConfig> registration<SchedulerConfig, ConstantLRConfig>();

}  // namespace runner
