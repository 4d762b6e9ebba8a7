#include "optim/schedulers/inverse_sqrt_lr.h"

#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<InverseSqrtLRConfig> InverseSqrtLRConfig::spec() {
  using C = InverseSqrtLRConfig;
  return Spec<C>("InverseSqrtLR", "The rate climbs on a line, then falls with the square root of time.")
      .alias("inverse_sqrt")
      .source("Vaswani et al. 2017, arXiv:1706.03762; transformers.get_inverse_sqrt_schedule")
      .formula(
          "lr_e = lr·e / num_warmup_steps for e < num_warmup_steps,  e = 0, 1, …\n"
          "lr_e = lr / √((e - num_warmup_steps + timescale) / timescale) after")
      .field("num_warmup_steps", &C::num_warmup_steps,
             "Epochs (or iterations) until the rate is whole; the first of them has a rate of 0.",
             at_least(0))
      .field("timescale", &C::timescale,
             "How slowly the rate falls: as long as the warm-up by default, or 10000 without one.",
             at_least(1));
}

double InverseSqrtLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  const double e = static_cast<double>(passed);
  const double warmup = static_cast<double>(num_warmup_steps);
  if (passed < num_warmup_steps) return start.lr * (e / warmup);
  const double scale =
      timescale ? static_cast<double>(*timescale) : (num_warmup_steps > 0 ? warmup : 10000.0);
  return start.lr / std::sqrt((e - warmup + scale) / scale);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, InverseSqrtLRConfig>();

}  // namespace runner
