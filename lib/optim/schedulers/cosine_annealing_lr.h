#pragma once

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.CosineAnnealingLR in closed form. After T_max the rate climbs again, as
/// PyTorch's does.
struct CosineAnnealingLRConfig : ClosedFormConfig {
  std::int64_t T_max = 1;
  double eta_min = 0;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<CosineAnnealingLRConfig> spec();
};

}  // namespace runner
