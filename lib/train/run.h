#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "base/saved_state.h"
#include "plan/experiment.h"
#include "train/observer.h"
#include "train/training_data.h"

namespace runner {

struct TrainOptions {
  int threads = 1;
  const SavedState* saved = nullptr;  ///< the run goes on from here, unless it is another run's
  std::optional<std::int64_t> pause_after =
      std::nullopt;  ///< epochs in all, after which the run ends as interrupted
};

/// Builds what a run needs and trains it. `stop` ends it as interrupted. The run must have passed `preflight`
/// with this cache. Exceptions (memory, the observer's disk) are the caller's.
Status train(const ExperimentConfig& config, DataCache& cache, Observer& observer,
             const std::atomic<bool>& stop, const TrainOptions& options = {});

}  // namespace runner
