#pragma once

#include <vector>

#include "train/preflight.h"

namespace runner {

/// A loop of a training step that threads share.
struct SharedLoop {
  double nanoseconds = 0;  ///< on one thread
  Index pieces = 1;        ///< that it can be cut into, each worth waking a thread
};

/// What a run's training takes, as docs/threads.md has it: nanoseconds of an imagined machine. Only that one
/// choice takes longer than another has a meaning.
struct TrainingCost {
  double steps = 0;
  double alone = 0;  ///< of a step, what one thread does alone
  std::vector<SharedLoop> loops;

  double nanoseconds(int threads) const;
  /// More than these have nothing to do.
  int most_threads() const;
};

TrainingCost training_cost(const ExperimentConfig& config, const Preflight& found);

}  // namespace runner
