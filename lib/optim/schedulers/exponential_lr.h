#pragma once

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.ExponentialLR in closed form.
struct ExponentialLRConfig : ClosedFormConfig {
  double gamma = 1;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<ExponentialLRConfig> spec();
};

}  // namespace runner
