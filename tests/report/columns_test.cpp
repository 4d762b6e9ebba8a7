#include "report/columns.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "record/fake_run.h"
#include "report/fake_plan.h"
#include "report/table.h"

using namespace runner;

namespace {

Overview overview_of(std::vector<Column> columns) {
  Overview overview;
  overview.columns = std::move(columns);
  overview.primary = overview.columns.size() - 1;
  return overview;
}

template <class Row>
const Column& named(const TableColumns<Row>& columns, const std::string& name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const auto& c) { return c.column.name == name; });
  REQUIRE(found != columns.end());
  return found->column;
}

}  // namespace

TEST_CASE("what is made from a measured column keeps its part, role and direction") {
  const Plan plan = fake_plan(1);
  const Overview overview =
      overview_of({loss_column(Part::val), metric_column(Part::test, "r2", Direction::higher)});
  const auto runs = run_columns(plan, overview);
  for (const char* name : {"final_val_loss", "best_val_loss"}) {
    CHECK((renamed(named(runs, name), "val_loss") == loss_column(Part::val)));
  }
  CHECK((renamed(named(runs, "final_test_r2"), "test_r2") == overview.columns[1]));
  const auto summary = summary_columns(plan, overview);
  CHECK(named(summary, "final_test_r2_mean").better == Direction::higher);
  CHECK(named(summary, "final_test_r2_std").better == Direction::none);
  CHECK(named(summary, "final_test_r2_std").part == Part::test);
  const auto comparison = comparison_columns(plan, overview.columns[1]);
  CHECK((renamed(named(comparison, "SGD lr=0.1"), "test_r2") == overview.columns[1]));
}

TEST_CASE("the columns of the tables know what they are") {
  const Plan plan = fake_plan(1);
  const auto runs = run_columns(plan, overview_of({loss_column(Part::train)}));
  for (const char* name : {"run", "label", "optimizer", "optimizer.lr", "seed"}) {
    CHECK(named(runs, name).role == Role::key);
  }
  for (const char* name : {"epochs", "iterations", "samples", "parameters", "best_epoch"}) {
    CHECK(named(runs, name).role == Role::counter);
  }
  for (const char* name : {"status", "message"}) CHECK(named(runs, name).role == Role::text);
  for (const char* name : {"seconds", "samples_per_second"}) CHECK(named(runs, name).role == Role::time);
  CHECK(named(runs, "samples_per_second").unit == "1/s");
}

TEST_CASE("nothing is chosen by the test part") {
  CHECK_FALSE(has_best(loss_column(Part::test)));
  CHECK_FALSE(has_best(average_column(loss_column(Part::test), "test_loss_ema_0.9")));
  CHECK(has_best(loss_column(Part::val)));
  CHECK(has_best(metric_column(Part::none, "distance_to_minimum", Direction::lower)));
}

TEST_CASE("a table is written from its columns, those added on the way too") {
  const Results results;
  const Plan plan = fake_plan(1);
  const Overview overview = overview_of({loss_column(Part::train)});
  SummaryRow row;
  row.rank = 1;
  row.n = 3;
  row.finals.resize(1);
  row.bests.resize(1);
  auto columns = summary_columns(plan, overview);
  columns.resize(2);
  columns.insert(columns.begin() + 1, {{.name = "twice n", .role = Role::counter},
                                       [](const SummaryRow& r) { return Cell(2 * r.n); }});
  const Table<SummaryRow> table{"short", columns, std::span(&row, 1)};
  CHECK(write_csv(results.path(), table) == "short.csv");
  CHECK(text_of(results.path() / "short.csv") == "rank,twice n,label\n1,6,SGD lr=0.1\n");
}
