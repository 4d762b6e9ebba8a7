#pragma once

#include <functional>
#include <string>
#include <vector>

#include "launch/pool.h"
#include "search/searcher.h"

namespace runner {

/// "27 configurations to epoch 1, 9 to epoch 3"
std::string rungs_text(const std::vector<Rung>& rungs);

/// What a search has done in this call: the runs that were trained and how they ended (a run that waits for
/// the next round, or is left behind, is interrupted), and whether it came to its end.
struct SearchEnd {
  StatusCounts counts{};
  bool whole = false;
};

/// Whether a run (an index into the plan) that the searcher proposes to its end is to be trained at all: one
/// that has its result is not, nor one that the command line leaves out.
using IsWanted = std::function<bool(std::size_t run)>;

/// Trains a plan round by round, as `searcher` proposes. Between two rounds it is told what the run folders
/// say of each configuration at the round's epoch, so neither the number of jobs nor an interruption changes
/// what it proposes next; runs go on from their checkpoints. What is trained already is not trained again.
SearchEnd search_runs(const Plan& plan, Searcher& searcher, const IsWanted& is_wanted,
                      const CheckedSetups& checked, const Registries& registries, DataCache& cache,
                      const PoolOptions& options, bool quiet, const std::atomic<bool>& stop);

}  // namespace runner
