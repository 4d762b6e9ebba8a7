#include "optim/schedulers/multi_step_lr.h"

#include <algorithm>
#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<MultiStepLRConfig> MultiStepLRConfig::spec() {
  using C = MultiStepLRConfig;
  return Spec<C>("MultiStepLR", "The rate times gamma at each milestone.")
      .source("torch.optim.lr_scheduler.MultiStepLR")
      .formula("lr_e = lr·gamma^(number of milestones ≤ e),  e = 0, 1, …")
      .required_list("milestones", &C::milestones,
                     "Numbers of epochs (or iterations) after which the rate changes, increasing.",
                     at_least(0))
      .field("gamma", &C::gamma, "Factor of each change.", above(0))
      .check("milestones", "milestones must increase",
             [](const C& c) { return std::is_sorted(c.milestones.begin(), c.milestones.end()); });
}

double MultiStepLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  const auto next = std::upper_bound(milestones.begin(), milestones.end(), passed);
  return start.lr * std::pow(gamma, static_cast<double>(next - milestones.begin()));
}

double MultiStepLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  if (turn.move == Move::restart) return rate(start, 0);
  const auto times = std::count(milestones.begin(), milestones.end(), turn.passed);
  return times == 0 ? turn.lr : turn.lr * std::pow(gamma, static_cast<double>(times));
}

template Registration<SchedulerConfig> registration<SchedulerConfig, MultiStepLRConfig>();

}  // namespace runner
