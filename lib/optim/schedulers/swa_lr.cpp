#include "optim/schedulers/swa_lr.h"

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<SWALRConfig> SWALRConfig::spec() {
  using C = SWALRConfig;
  return Spec<C>("SWALR", "The rate moves to the one that is kept while weights are averaged.")
      .alias("swa_lr")
      .source("torch.optim.swa_utils.SWALR; Izmailov et al. 2018, arXiv:1803.05407")
      .formula(
          "lr_e = swa_lr·a + lr·(1 - a),  t = min(1, e / anneal_epochs),  e = 0, 1, …\n"
          "a = (1 - cos(π·t)) / 2 for cos, t for linear; 1 where anneal_epochs is 0")
      .required("swa_lr", &C::swa_lr, "The rate in the end.", at_least(0))
      .field("anneal_epochs", &C::anneal_epochs, "Epochs (or iterations) on the way to it.", at_least(0))
      .field("anneal_strategy", &C::anneal_strategy, "The shape of the way.");
}

/// How much of the way lies behind, from 0 to 1.
double SWALRConfig::way(std::int64_t passed) const {
  if (anneal_epochs == 0) return 1;
  const double t = static_cast<double>(std::min(passed, anneal_epochs)) / static_cast<double>(anneal_epochs);
  return anneal(anneal_strategy, 0, 1, t);
}

double SWALRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  const double a = way(passed);
  return swa_lr * a + start.lr * (1 - a);
}

double SWALRConfig::follow(const ScheduleStart& /*start*/, const Turn& turn) const {
  const std::int64_t steps = anneal_epochs == 0 ? std::max<std::int64_t>(1, turn.steps) : turn.steps;
  const double before = steps <= 1 ? 0 : way(steps - 1);
  const double after = steps == 0 ? 0 : way(steps);
  const double lr = before == 1 ? swa_lr : (turn.lr - before * swa_lr) / (1 - before);
  return swa_lr * after + lr * (1 - after);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, SWALRConfig>();

}  // namespace runner
