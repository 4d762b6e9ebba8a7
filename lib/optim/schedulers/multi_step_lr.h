#pragma once

#include <vector>

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

/// torch.optim.lr_scheduler.MultiStepLR in closed form. A milestone that is listed twice counts twice.
struct MultiStepLRConfig : SchedulerConfig {
  std::vector<std::int64_t> milestones;
  double gamma = 0.1;

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<MultiStepLRConfig> spec();
};

}  // namespace runner
