#pragma once

#include <filesystem>
#include <string>

#include "plan/plan.h"
#include "report/summary.h"

namespace runner {

inline constexpr const char* workbook_file = "results.xlsx";

/// Writes results.xlsx into a results folder and returns its name: the tables of `ranked` as sheets, one for
/// each measured column with a chart of the best configurations, and a heat map where two keys are swept.
/// Runs and summary are whole; of the rest each sheet says what it leaves out, and which CSV file has it. The
/// bytes depend on the results alone. Replaced atomically. Throws std::runtime_error with the file's name,
/// DamagedRuns, FileError, Interrupted; then what was there stays.
std::string write_workbook(const Plan& plan, const RankedResults& ranked,
                           const std::filesystem::path& results, bool timing);

}  // namespace runner
