#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "record/run_folder.h"
#include "record/run_rows.h"

namespace runner {

/// What the tables say about one planned run.
struct RunRow {
  std::size_t run = 0;              ///< in Plan::runs
  std::optional<RunResult> result;  ///< nothing where it was not trained
  std::vector<double> finals;       ///< per column of the overview the last value; NaN where there is none
  std::vector<double> baselines;    ///< per baseline of the overview; NaN where there is none
  std::vector<double> bests;        ///< the best finite value of all epochs; NaN for columns without a best
  std::optional<std::int64_t> best_epoch;  ///< that of the weights which early stopping keeps; without it the
                                           ///< first with the best of the primary column
  std::vector<double> at_best;             ///< the value at that epoch, of columns of the test part; else NaN
};

/// All runs of a plan as their folders have them.
struct Overview {
  std::vector<Column> columns;         ///< of any run, in the order of their first appearance
  std::optional<std::size_t> primary;  ///< the column that ranks: the first run's that has one
  std::vector<Column> baselines;       ///< of any run: "val_accuracy" as constant predictions have it
  std::vector<RunRow> runs;            ///< in the order of the plan, the runs of a configuration side by side
};

/// False for the test part: nothing is chosen by it.
bool has_best(const Column& column);

/// True for it: what is told is the value at the epoch that was chosen.
bool is_told_at_best(const Column& column);

/// True where the run's last values say what its configuration achieves.
bool counts(const RunRow& row);

/// Runs whose files are not what was written: tables without them would have lost rows.
class DamagedRuns : public std::runtime_error {
 public:
  /// `what`: of each, its folder and why.
  explicit DamagedRuns(const std::vector<std::string>& what);
};

/// Reads everything but the rows. Throws DamagedRuns, and FileError where a run can't be read.
Overview read_overview(const Plan& plan, const std::filesystem::path& results);

/// Which column of the overview each column of a run is.
std::vector<std::size_t> columns_of(const RunResult& run, const Overview& overview);

/// Completes the row of `run` from its metrics.csv.
void add_metrics(RunRow& row, const PlannedRun& run, const RunRows& metrics, const Overview& overview);

}  // namespace runner
