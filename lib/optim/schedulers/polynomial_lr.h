#pragma once

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

/// torch.optim.lr_scheduler.PolynomialLR in closed form. As in PyTorch, nothing changes where `total_iters`
/// is 0.
struct PolynomialLRConfig : SchedulerConfig {
  std::int64_t total_iters = 5;
  double power = 1;

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<PolynomialLRConfig> spec();
};

}  // namespace runner
