#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/summary.h"
#include "workbook/xlsx_file.h"

namespace runner {

/// The configurations on a grid of two swept columns.
struct SweptGrid {
  std::size_t down, across;                             ///< in Plan::swept_columns
  std::vector<std::string> down_values, across_values;  ///< numbers by value, others in the order of the plan
  std::vector<std::optional<std::size_t>> summary_rows;  ///< down × across, in RankedResults::summary
};

/// Where just two columns differ between configurations, none is there twice, and more than half of the grid
/// is there.
std::optional<SweptGrid> swept_grid(const Plan& plan, const RankedResults& ranked);

/// Adds a sheet with the mean of the last values of the column that ranks, by colour. Throws
/// std::runtime_error.
void add_heat_map(XlsxFile& file, const Plan& plan, const RankedResults& ranked, const SweptGrid& grid);

}  // namespace runner
