#pragma once

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.PolynomialLR in closed form. As in PyTorch, nothing changes where `total_iters`
/// is 0.
struct PolynomialLRConfig : ClosedFormConfig {
  std::int64_t total_iters = 5;
  double power = 1;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<PolynomialLRConfig> spec();
};

}  // namespace runner
