#include "optim/schedulers/exponential_lr.h"

#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<ExponentialLRConfig> ExponentialLRConfig::spec() {
  using C = ExponentialLRConfig;
  return Spec<C>("ExponentialLR", "The rate times gamma after every epoch.")
      .source("torch.optim.lr_scheduler.ExponentialLR")
      .formula("lr_e = lr·gamma^e,  e = 0, 1, …")
      .required("gamma", &C::gamma, "Factor of each change.", above(0));
}

double ExponentialLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  return start.lr * std::pow(gamma, static_cast<double>(passed));
}

double ExponentialLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  if (turn.move == Move::restart) return rate(start, 0);
  return turn.move == Move::initial ? turn.lr : turn.lr * gamma;
}

template Registration<SchedulerConfig> registration<SchedulerConfig, ExponentialLRConfig>();

}  // namespace runner
