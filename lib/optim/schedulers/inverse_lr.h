#pragma once

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

/// Caffe's learning-rate policy `inv`.
struct InverseLRConfig : SchedulerConfig {
  double gamma = 1e-4;
  double power = 0.75;

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<InverseLRConfig> spec();
};

}  // namespace runner
