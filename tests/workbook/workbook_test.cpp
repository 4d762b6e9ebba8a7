#include "workbook/workbook.h"

#include <doctest/doctest.h>

#include <cmath>

#include "record/fake_run.h"
#include "report/fake_plan.h"
#include "report/tables.h"
#include "workbook/rows_of_runs.h"

using namespace runner;

namespace {

Tables recorded(const std::filesystem::path& results, const Plan& plan) {
  for (const PlannedRun& run : plan.runs) {
    FakeRun fake;
    fake.epochs = {{0.7, 0.5}, {std::nan(""), 0.75}, {0.5, HUGE_VAL}};
    fake.record(results, run.id);
  }
  return write_tables(plan, results, false);
}

}  // namespace

TEST_CASE("a workbook has the same bytes each time, and one that can't be written leaves what was there") {
  const Results results;
  const Plan plan = fake_plan(2);
  const Tables tables = recorded(results.path(), plan);
  CHECK(write_workbook(plan, tables, results.path(), false) == "results.xlsx");
  const std::string first = text_of(results.path() / "results.xlsx");
  write_workbook(plan, tables, results.path(), false);
  CHECK(text_of(results.path() / "results.xlsx") == first);
  std::filesystem::remove(results.path() / "results.xlsx");
  std::filesystem::create_directories(results.path() / "results.xlsx/mine");
  CHECK_THROWS_WITH(
      write_workbook(plan, tables, results.path(), false),
      ("cannot write '" + (results.path() / "results.xlsx").string() + "': Is a directory").c_str());
  CHECK(std::filesystem::exists(results.path() / "results.xlsx/mine"));
}

TEST_CASE("a workbook has whole runs up to so many rows, and the best configurations") {
  const Results results;
  const Plan plan = fake_plan(2);
  Tables tables = recorded(results.path(), plan);
  struct Case {
    std::size_t most, runs, last;
    bool whole;
  };
  const std::vector<Case> cases = {{12, 4, 3, true}, {11, 3, 3, false}, {3, 1, 3, false}, {2, 1, 2, false}};
  for (const Case& c : cases) {
    CAPTURE(c.most);
    const RowsOfRuns rows = read_rows_of_runs(plan, tables, results.path(), c.most, 1);
    CHECK(rows.has_all_metrics == c.whole);
    REQUIRE(rows.metrics.size() == c.runs);
    CHECK(rows.metrics.back().count == c.last);
    CHECK(rows.best == std::vector<std::size_t>{tables.summary.front().configuration});
    CHECK(rows.comparison.measured_epochs(1).size() == 2);
  }
}
