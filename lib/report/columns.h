#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "record/run_rows.h"
#include "record/table.h"
#include "report/overview.h"
#include "report/summary.h"

namespace runner {

// The columns of the tables over runs, each declared once: whatever is written from a table (CSV, a page, a
// workbook) takes headings and cells from here. The functions keep references to `plan` and `overview`.

/// runs.csv: one row per planned run.
TableColumns<RunRow> run_columns(const Plan& plan, const Overview& overview);

/// summary.csv: one row per configuration.
TableColumns<SummaryRow> summary_columns(const Plan& plan, const Overview& overview);

/// A row of metrics.csv: what one run has at one epoch.
struct EpochRow {
  const PlannedRun& run;
  const RunRows& rows;                                    ///< of the run's own file
  const std::vector<std::optional<std::size_t>>& places;  ///< of `places_in(rows)`
  std::size_t row = 0;                                    ///< in `rows`
};

/// metrics.csv: one row per run and epoch, with what any run measures.
TableColumns<EpochRow> metrics_columns(const Plan& plan, const Overview& overview);

/// Where a run's own file has the columns that metrics.csv has of it; nothing where the run does not measure
/// one.
std::vector<std::optional<std::size_t>> places_in(const RunRows& rows, const Overview& overview);

/// A row of iterations.csv: what one run has at one step. `places`: per column of `iterations_columns` where
/// the run's own file has it.
struct IterationRow {
  const PlannedRun& run;
  const CsvTable& table;  ///< the run's own file, its heading the first row
  const std::vector<std::optional<std::size_t>>& places;
  std::size_t row = 0;  ///< in `table`
};

/// iterations.csv: one row per run and recorded step; `recorded`: what any run has.
TableColumns<IterationRow> iterations_columns(const Plan& plan, const std::vector<Column>& recorded);

/// What the repetitions of a configuration have at an epoch.
struct EpochStatistics {
  double mean = not_measured, std = not_measured;
  std::uint32_t n = 0;  ///< the finite values

  static constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();
};

/// A row of comparison_<metric>.csv.
struct ComparisonRow {
  std::int64_t epoch = 0;
  std::vector<EpochStatistics> values;  ///< per configuration
};

/// comparison_<metric>.csv: of one measured column mean, standard deviation and number of values over the
/// repetitions, three columns per configuration: "SGD", "SGD std", "SGD n".
TableColumns<ComparisonRow> comparison_columns(const Plan& plan, const Column& measured);

}  // namespace runner
