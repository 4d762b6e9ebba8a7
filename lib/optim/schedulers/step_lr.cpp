#include "optim/schedulers/step_lr.h"

#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<StepLRConfig> StepLRConfig::spec() {
  using C = StepLRConfig;
  return Spec<C>("StepLR", "The rate times gamma after every step_size epochs.")
      .source("torch.optim.lr_scheduler.StepLR")
      .formula("lr_e = lr·gamma^⌊e / step_size⌋,  e = 0, 1, …")
      .required("step_size", &C::step_size, "Epochs (or iterations) from one change to the next.",
                at_least(1))
      .field("gamma", &C::gamma, "Factor of each change.", above(0));
}

double StepLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  return start.lr * std::pow(gamma, static_cast<double>(passed / step_size));
}

double StepLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  if (turn.move == Move::restart) return rate(start, 0);
  return turn.passed == 0 || turn.passed % step_size != 0 ? turn.lr : turn.lr * gamma;
}

template Registration<SchedulerConfig> registration<SchedulerConfig, StepLRConfig>();

}  // namespace runner
