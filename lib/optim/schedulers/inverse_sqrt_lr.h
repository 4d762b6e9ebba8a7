#pragma once

#include <optional>

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

/// The schedule of the first transformers, as transformers' get_inverse_sqrt_schedule has it.
struct InverseSqrtLRConfig : SchedulerConfig {
  std::int64_t num_warmup_steps = 0;
  std::optional<std::int64_t> timescale;  ///< by default num_warmup_steps, or 10000 where that is 0

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<InverseSqrtLRConfig> spec();
};

}  // namespace runner
