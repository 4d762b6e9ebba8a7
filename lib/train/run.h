#pragma once

#include <atomic>

#include "plan/experiment.h"
#include "train/observer.h"
#include "train/training_data.h"

namespace runner {

/// Builds what a run needs and trains it on up to `threads` threads. The run must have passed `preflight`
/// with this cache. Exceptions (memory, the observer's disk) are the caller's.
Status train(const ExperimentConfig& config, DataCache& cache, Observer& observer, int threads,
             const std::atomic<bool>& stop);

}  // namespace runner
