#include "optim/schedulers/polynomial_lr.h"

#include <algorithm>
#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<PolynomialLRConfig> PolynomialLRConfig::spec() {
  using C = PolynomialLRConfig;
  return Spec<C>("PolynomialLR", "The rate falls to zero as a power of what is left.")
      .source("torch.optim.lr_scheduler.PolynomialLR")
      .formula("lr_e = lr·(1 - min(e, total_iters) / total_iters)^power,  e = 0, 1, …")
      .field("total_iters", &C::total_iters, "Epochs (or iterations) until the rate is zero.", at_least(0))
      .field("power", &C::power, "1 falls on a line; more falls faster at first.", at_least(0));
}

double PolynomialLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  if (total_iters == 0) return start.lr;
  const double way = static_cast<double>(std::min(passed, total_iters)) / static_cast<double>(total_iters);
  return start.lr * std::pow(1 - way, power);
}

double PolynomialLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  if (turn.move == Move::restart) return rate(start, 0);
  if (turn.move == Move::initial || turn.passed > total_iters || total_iters == 0) return turn.lr;
  const double whole = static_cast<double>(total_iters);
  const double left = 1 - static_cast<double>(turn.passed) / whole;
  const double left_before = 1 - static_cast<double>(turn.passed - 1) / whole;
  return turn.lr * std::pow(left / left_before, power);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, PolynomialLRConfig>();

}  // namespace runner
