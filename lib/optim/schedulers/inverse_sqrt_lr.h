#pragma once

#include <optional>

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// The schedule of the first transformers, as transformers' get_inverse_sqrt_schedule has it.
struct InverseSqrtLRConfig : ClosedFormConfig {
  std::int64_t num_warmup_steps = 0;
  std::optional<std::int64_t> timescale;  ///< by default num_warmup_steps, or 10000 where that is 0

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  static Spec<InverseSqrtLRConfig> spec();
};

}  // namespace runner
