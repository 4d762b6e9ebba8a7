#pragma once

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.StepLR in closed form.
struct StepLRConfig : ClosedFormConfig {
  std::int64_t step_size = 1;
  double gamma = 0.1;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<StepLRConfig> spec();
};

}  // namespace runner
