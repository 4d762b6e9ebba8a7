#pragma once

#include <cstdint>

#include "plan/experiment.h"

namespace runner {

/// Optimizer steps of a whole epoch, from the mini-batches of a pass through the samples.
std::int64_t steps_per_epoch(const TrainingConfig& training, std::int64_t batches_per_pass);

/// How many epochs or iterations a training has.
std::int64_t length_in(Interval interval, const TrainingConfig& training, std::int64_t batches_per_pass);

}  // namespace runner
