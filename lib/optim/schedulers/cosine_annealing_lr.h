#pragma once

#include <optional>

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.CosineAnnealingLR in closed form. After T_max the rate climbs again, as
/// PyTorch's does. As long as the training where no T_max is given.
struct CosineAnnealingLRConfig : ClosedFormConfig {
  std::optional<std::int64_t> T_max;
  double eta_min = 0;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<CosineAnnealingLRConfig> spec();

 private:
  std::int64_t period(std::int64_t length) const;
};

}  // namespace runner
