#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "record/progress.h"
#include "record/status.h"
#include "train/longer_training.h"
#include "train/training_cost.h"
#include "train/training_data.h"

namespace runner {

struct PoolOptions {
  std::filesystem::path results;  ///< the experiment's folder, opened with `open_results`
  int jobs = 1;                   ///< runs at once
  int threads = 1;                ///< of one run
  bool timing = true;
  bool fail_fast = false;  ///< after a failed run start no other
  bool replace = false;    ///< a result that is there already is trained again
  std::optional<std::int64_t> pause_after =
      std::nullopt;  ///< epochs, after which a run is left to be gone on with
};

/// What the check before training has found of each setup of a plan, in its order.
struct CheckedSetups {
  std::vector<TrainingCost> costs;
  std::vector<TrainingLength> lengths;
  std::vector<std::int64_t> batches_per_pass;
  std::vector<std::vector<std::string>> warnings;  ///< each run has them in its log
  std::vector<std::vector<std::string>> notes;     ///< these too

  void add(const ExperimentConfig& config, const Preflight& found, const Diagnostics& warned);
};

/// Trains `runs` (indices into the plan, which was checked), in order, several at once. What fails is written
/// to its run's folder and does not touch the others. `stop` ends the runs at hand as interrupted and starts
/// no other.
StatusCounts train_runs(const Plan& plan, const std::vector<std::size_t>& runs, const CheckedSetups& checked,
                        const Registries& registries, DataCache& cache, const PoolOptions& options,
                        Progress& progress, const std::atomic<bool>& stop);

}  // namespace runner
