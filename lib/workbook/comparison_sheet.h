#pragma once

#include <cstddef>
#include <string>

#include "plan/plan.h"
#include "report/overview.h"
#include "workbook/rows_of_runs.h"
#include "workbook/xlsx_file.h"

namespace runner {

/// Adds the sheet of one measured column: its chart, and the table of the best configurations. `csv`: the
/// file that has all of it. Throws std::runtime_error.
void add_comparison_sheet(XlsxFile& file, const Plan& plan, const Overview& overview, const RowsOfRuns& rows,
                          std::size_t column, const std::string& csv);

/// How many of its rows a sheet has of so many: every k-th and the last one.
inline constexpr std::size_t most_compared_epochs = 10'000;

}  // namespace runner
