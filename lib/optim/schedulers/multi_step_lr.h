#pragma once

#include <vector>

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.MultiStepLR in closed form. A milestone that is listed twice counts twice.
struct MultiStepLRConfig : ClosedFormConfig {
  std::vector<std::int64_t> milestones;
  double gamma = 0.1;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<MultiStepLRConfig> spec();
};

}  // namespace runner
