#pragma once

#include <string>
#include <vector>

#include "launch/pool.h"

namespace runner {

/// "27 configurations to epoch 1, 9 to epoch 3"
std::string rungs_text(const std::vector<Rung>& rungs);

/// What a search has done in this call: the runs that were trained and how they ended (a run that waits for
/// the next rung, or is left behind, is interrupted), and whether it came to its end.
struct SearchEnd {
  StatusCounts counts{};
  bool whole = false;
};

/// Trains a plan rung by rung (`Plan::rungs`). Between two rungs all configurations are compared by what
/// their folders say at that epoch, so neither the number of jobs nor an interruption changes who goes on;
/// runs go on from their checkpoints. What is trained already is not trained again.
SearchEnd search_runs(const Plan& plan, const CheckedConfigurations& checked, const Registries& registries,
                      DataCache& cache, const PoolOptions& options, bool quiet,
                      const std::atomic<bool>& stop);

}  // namespace runner
