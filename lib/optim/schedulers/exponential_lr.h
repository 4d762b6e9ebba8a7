#pragma once

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

/// torch.optim.lr_scheduler.ExponentialLR in closed form.
struct ExponentialLRConfig : SchedulerConfig {
  double gamma = 1;

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<ExponentialLRConfig> spec();
};

}  // namespace runner
