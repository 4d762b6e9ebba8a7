#pragma once

#include <filesystem>
#include <vector>

#include "plan/plan.h"
#include "record/csv.h"
#include "report/overview.h"
#include "report/summary.h"

namespace runner {

/// The columns that every table has for what is swept, and a run's cells in them.
void add_swept_heading(CsvWriter& csv, const Plan& plan);
void add_swept_cells(CsvWriter& csv, const PlannedRun& run);

/// runs.csv: one row per planned run. The time columns stay blank without `timing`.
void write_runs(const Plan& plan, const std::filesystem::path& results, bool timing,
                const Overview& overview);

/// summary.csv: one row per configuration.
void write_summary(const Plan& plan, const std::filesystem::path& results, const Overview& overview,
                   const std::vector<SummaryRow>& summary);

}  // namespace runner
