#include "optim/schedulers/rex_lr.h"

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<REXLRConfig> REXLRConfig::spec() {
  using C = REXLRConfig;
  return Spec<C>("REXLR", "The rate falls slowly at first and fast in the end, for budgets of any size.")
      .alias("rex")
      .source("Chen et al. 2021, arXiv:2107.04197")
      .formula("lr_e = lr·(1 - z) / (1/2 + (1 - z) / 2),  z = min(1, e / total_steps),  e = 0, 1, …")
      .field("total_steps", &C::total_steps,
             "Epochs (or iterations) until the rate is zero; as many as the training has by default.",
             closed(1, 1e15));
}

double REXLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  const std::int64_t total = total_steps.value_or(std::max<std::int64_t>(start.length, 1));
  const double left = 1 - static_cast<double>(std::min(passed, total)) / static_cast<double>(total);
  return start.lr * (left / (0.5 + left / 2));
}

template Registration<SchedulerConfig> registration<SchedulerConfig, REXLRConfig>();

}  // namespace runner
