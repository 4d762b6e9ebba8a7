#pragma once

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.CosineAnnealingWarmRestarts in closed form.
struct CosineAnnealingWarmRestartsConfig : ClosedFormConfig {
  std::int64_t T_0 = 1;
  std::int64_t T_mult = 1;
  double eta_min = 0;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  static Spec<CosineAnnealingWarmRestartsConfig> spec();
};

}  // namespace runner
