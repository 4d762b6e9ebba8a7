#include "workbook/heat_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/stable_sort.h"
#include "base/text.h"
#include "workbook/sheet.h"

namespace runner {
namespace {

constexpr std::size_t most_values = 1000;  // of a key: beyond, nobody sees a cell

/// The different values of a swept column; sorted where all are numbers.
std::vector<std::string> values_of(const Plan& plan, std::size_t column) {
  std::vector<std::string> values;
  std::map<std::string, double> numbers;
  for (const PlannedRun& run : plan.runs) {
    const std::string& cell = run.cells[column];
    if (numbers.contains(cell)) continue;
    numbers[cell] = parse_number(cell).value_or(std::nan(""));
    values.push_back(cell);
  }
  const bool all_numbers = std::ranges::none_of(numbers, [](const auto& n) { return std::isnan(n.second); });
  if (all_numbers) sort_stably(values, {}, [&](const std::string& v) { return numbers[v]; });
  return values;
}

std::size_t place_of(const std::vector<std::string>& values, const std::string& value) {
  return static_cast<std::size_t>(std::ranges::find(values, value) - values.begin());
}

std::optional<std::pair<std::size_t, std::size_t>> two_that_differ(const Plan& plan) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < plan.swept_columns.size(); ++i) {
    const auto differs = [&](const PlannedRun& run) { return run.cells[i] != plan.runs.front().cells[i]; };
    if (std::ranges::any_of(plan.runs, differs)) found.push_back(i);
  }
  return found.size() == 2 ? std::optional(std::pair(found[0], found[1])) : std::nullopt;
}

/// What stands where there is no mean.
std::string reason_of(const SummaryRow& row) {
  if (row.diverged > 0) return "diverged";
  return row.failed > 0 ? "failed" : "";
}

/// The best is bright, and black digits can be read on all of it.
void color_cells(Sheet& sheet, const SweptGrid& grid, std::size_t first_row, Direction better) {
  constexpr lxw_color_t best = 0xFDE725, middle = 0x7AD1B1,
                        worst = 0xB7A6CF;  // viridis, its dark end lightened
  lxw_conditional_format format = {};
  format.type = LXW_CONDITIONAL_3_COLOR_SCALE;
  format.min_color = better == Direction::higher ? worst : best;
  format.mid_color = middle;
  format.max_color = better == Direction::higher ? best : worst;
  sheet.file().check(
      worksheet_conditional_format_range(sheet.handle(), static_cast<lxw_row_t>(first_row), 1,
                                         static_cast<lxw_row_t>(first_row + grid.down_values.size() - 1),
                                         static_cast<lxw_col_t>(grid.across_values.size()), &format));
}

}  // namespace

std::optional<SweptGrid> swept_grid(const Plan& plan, const RankedResults& ranked) {
  if (plan.runs.empty() || !ranked.overview.primary) return std::nullopt;
  const auto keys = two_that_differ(plan);
  if (!keys) return std::nullopt;
  SweptGrid grid{keys->first, keys->second, values_of(plan, keys->first), values_of(plan, keys->second), {}};
  const std::size_t width = grid.across_values.size(), height = grid.down_values.size();
  if (width > most_values || height > most_values || 2 * ranked.summary.size() <= width * height)
    return std::nullopt;
  grid.summary_rows.resize(width * height);
  for (std::size_t i = 0; i < ranked.summary.size(); ++i) {
    const auto& cells = plan.runs[ranked.summary[i].run].cells;
    auto& place = grid.summary_rows[place_of(grid.down_values, cells[grid.down]) * width +
                                    place_of(grid.across_values, cells[grid.across])];
    if (place) return std::nullopt;
    place = i;
  }
  return grid;
}

void add_heat_map(XlsxFile& file, const Plan& plan, const RankedResults& ranked, const SweptGrid& grid) {
  const std::size_t primary = *ranked.overview.primary;
  const Column& column = ranked.overview.columns[primary];
  const std::string& down = plan.swept_columns[grid.down];
  const std::string& across = plan.swept_columns[grid.across];
  Sheet sheet(file, "heat map");
  sheet.text(0, 0, fmt::format("final {}, mean: {} down, {} across", column.name, down, across),
             CellStyle::title);
  constexpr std::size_t heading = 1, first_row = 2;
  sheet.text(heading, 0, fmt::format("{} \\ {}", down, across), CellStyle::heading);
  const std::size_t width = grid.across_values.size();
  for (std::size_t j = 0; j < width; ++j) {
    sheet.heading(heading, j + 1, grid.across_values[j]);
    sheet.set_width(j + 1, 10);
  }
  for (std::size_t i = 0; i < grid.down_values.size(); ++i) {
    sheet.heading(first_row + i, 0, grid.down_values[i]);
    for (std::size_t j = 0; j < width; ++j) {
      const auto& place = grid.summary_rows[i * width + j];
      if (!place) continue;
      const SummaryRow& row = ranked.summary[*place];
      const double mean = row.finals[primary].mean;
      const std::string reason = reason_of(row);
      sheet.cell(first_row + i, j + 1, std::isfinite(mean) ? Cell(mean) : Cell(reason), column);
    }
  }
  constexpr std::size_t least = 12, most = 40;
  sheet.fit(0, least, most);
  color_cells(sheet, grid, first_row, column.better);
  sheet.freeze(first_row, 1);
  sheet.set_print(heading);
}

}  // namespace runner
