#pragma once

#include <optional>

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// The schedule of reflected exponentials. As long as the training where no number of steps is given.
struct REXLRConfig : ClosedFormConfig {
  std::optional<std::int64_t> total_steps;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  static Spec<REXLRConfig> spec();
};

}  // namespace runner
