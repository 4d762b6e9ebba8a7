#pragma once

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

/// torch.optim.lr_scheduler.CosineAnnealingLR in closed form. After T_max the rate climbs again, as
/// PyTorch's does.
struct CosineAnnealingLRConfig : SchedulerConfig {
  std::int64_t T_max = 1;
  double eta_min = 0;

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<CosineAnnealingLRConfig> spec();
};

}  // namespace runner
