#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "train/training_cost.h"

namespace runner {

/// How many runs at once, and threads for each.
struct Share {
  int jobs = 1;
  int threads = 1;
};

/// The share of so many processors with which all runs end first, by the costs of docs/threads.md; of equal
/// ones that with more runs at once, which share nothing. `runs` is for each run which of the costs is its
/// own, in the order in which they are begun. A number that is asked for (above 0) is kept.
Share share_processors(std::span<const TrainingCost> configurations, std::span<const std::size_t> runs,
                       int processors, const Share& asked);

/// "2 runs at once, 1 thread each"
std::string share_text(const Share& share);

}  // namespace runner
