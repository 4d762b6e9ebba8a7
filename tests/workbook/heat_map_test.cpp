#include "workbook/heat_map.h"

#include <doctest/doctest.h>

#include "report/tables.h"

using namespace runner;

namespace {

using Texts = std::vector<std::string>;

/// A configuration of one run for each row of cells, ranked in their order.
std::optional<SweptGrid> grid_of(const std::vector<Texts>& rows) {
  Plan plan;
  Tables tables;
  tables.overview.primary = 0;
  plan.swept_columns.resize(rows.front().size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    PlannedRun run;
    run.cells = rows[i];
    run.configuration = i;
    plan.runs.push_back(run);
    plan.labels.emplace_back();
    SummaryRow row;
    row.configuration = row.run = i;
    tables.summary.push_back(row);
  }
  return swept_grid(plan, tables);
}

}  // namespace

TEST_CASE("two swept columns make a grid, its numbers in their order") {
  const auto grid = grid_of({{"SGD", "x", "0.1"}, {"SGD", "x", "1e-3"}, {"Adam", "x", "0.1"}});
  REQUIRE(grid);
  CHECK(grid->down == 0);
  CHECK(grid->across == 2);
  CHECK(grid->down_values == Texts{"SGD", "Adam"});
  CHECK(grid->across_values == Texts{"1e-3", "0.1"});
  CHECK(grid->summary_rows == std::vector<std::optional<std::size_t>>{1, 0, std::nullopt, 2});
}

TEST_CASE("no grid is made of one column, of three, of a diagonal, or where two have one place") {
  CHECK_FALSE(grid_of({{"SGD", "1"}, {"Adam", "1"}}));
  CHECK_FALSE(grid_of({{"a", "1", "x"}, {"b", "2", "x"}, {"a", "2", "y"}, {"b", "1", "y"}}));
  CHECK_FALSE(grid_of({{"SGD", "0.1"}, {"Adam", "0.01"}}));
  CHECK_FALSE(grid_of({{"a", "1"}, {"a", "1"}, {"b", "2"}}));
}
