#pragma once

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// Caffe's learning-rate policy `inv`.
struct InverseLRConfig : ClosedFormConfig {
  double gamma = 1e-4;
  double power = 0.75;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  static Spec<InverseLRConfig> spec();
};

}  // namespace runner
