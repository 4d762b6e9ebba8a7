#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/overview.h"
#include "report/summary.h"
#include "report/verdict.h"

namespace runner {

/// What was written, and what was found on the way.
struct Tables : RankedResults {
  Verdict verdict;
  std::vector<std::string> files;  ///< names in the results folder
  std::vector<std::string> notes;  ///< what the user should know, one sentence each
};

/// Derives runs.csv, metrics.csv, summary.csv, comparison_<metric>.csv, ranking.md and, where runs have
/// recorded their steps, iterations.csv from the plan and the folders of its runs, and replaces each
/// atomically. Runs that are missing leave their cells blank. Without `timing`
/// the time columns are blank whatever the folders say. Throws DamagedRuns or FileError where the tables
/// would be less than they could, before one of them is replaced; Interrupted where the program was asked to
/// stop, and the tables that are not yet replaced stay as they were; else std::runtime_error.
Tables write_tables(const Plan& plan, const std::filesystem::path& results, bool timing);

/// What to say about a table that is too large for a spreadsheet; empty where it fits.
std::string spreadsheet_note(const std::string& file, std::size_t rows, std::size_t columns);

}  // namespace runner
