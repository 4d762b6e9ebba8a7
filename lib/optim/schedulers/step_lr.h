#pragma once

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

/// torch.optim.lr_scheduler.StepLR in closed form.
struct StepLRConfig : SchedulerConfig {
  std::int64_t step_size = 1;
  double gamma = 0.1;

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<StepLRConfig> spec();
};

}  // namespace runner
