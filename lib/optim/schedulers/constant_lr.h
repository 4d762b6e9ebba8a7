#pragma once

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.ConstantLR in closed form. As in PyTorch, the rate stays small for ever where
/// `total_iters` is 0.
struct ConstantLRConfig : ClosedFormConfig {
  double factor = 1.0 / 3;
  std::int64_t total_iters = 5;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<ConstantLRConfig> spec();
};

}  // namespace runner
