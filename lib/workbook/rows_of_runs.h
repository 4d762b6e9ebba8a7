#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <vector>

#include "plan/plan.h"
#include "report/comparison.h"
#include "report/summary.h"

namespace runner {

/// What a workbook has of the runs' own rows: those of metrics.csv from its first one on, whole runs of them,
/// and the best configurations side by side. Runs beyond these are not read again.
struct RowsOfRuns {
  /// A run's rows in metrics.csv.
  struct Kept {
    const PlannedRun& run;
    RunRows rows;
    std::size_t count;  ///< of its rows, from the first
  };

  RowsOfRuns(const Plan& plan, const RankedResults& ranked);

  std::vector<Kept> metrics;
  bool has_all_metrics = true;
  std::vector<std::size_t> best;  ///< configurations, the best first
  Comparison comparison;          ///< of these
};

/// Throws DamagedRuns, FileError, Interrupted.
RowsOfRuns read_rows_of_runs(const Plan& plan, const RankedResults& ranked,
                             const std::filesystem::path& results, std::size_t most_rows,
                             std::size_t most_configurations);

}  // namespace runner
