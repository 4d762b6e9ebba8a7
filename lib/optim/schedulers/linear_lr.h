#pragma once

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.LinearLR in closed form. As in PyTorch, the rate stays at its start where
/// `total_iters` is 0.
struct LinearLRConfig : ClosedFormConfig {
  double start_factor = 1.0 / 3;
  double end_factor = 1;
  std::int64_t total_iters = 5;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<LinearLRConfig> spec();
};

}  // namespace runner
