#include "record/run_rows.h"

#include <doctest/doctest.h>

#include "record/fake_run.h"

using namespace runner;

namespace {

template <class Row>
std::vector<std::string> names_of(const TableColumns<Row>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.column.name);
  return names;
}

}  // namespace

TEST_CASE("every column of a run's files has a role") {
  const FakeRun run;
  const auto epochs = epoch_columns(run.columns);
  std::vector<Role> roles;
  for (const auto& column : epochs) roles.push_back(column.column.role);
  CHECK((roles == std::vector{Role::counter, Role::counter, Role::counter, Role::rate, Role::loss,
                              Role::metric, Role::time}));
  CHECK(epochs.back().column.unit == "s");
  const RunStart start = run.start();
  const auto steps = iteration_columns(start.iteration_columns, start.parameter_columns);
  CHECK((names_of(steps) ==
         std::vector<std::string>{"epoch", "iteration", "samples", "lr", "train_loss", "w0"}));
  CHECK(steps.back().column.role == Role::parameter);
}

TEST_CASE("rows are read by the columns that they were written by") {
  const Results results;
  const FakeRun run;
  run.record(results.path(), "id", {.timing = true});
  const auto rows = read_rows(results.run(), *read_run(results.run()));
  REQUIRE(rows);
  REQUIRE(rows->size() == run.epochs.size());
  for (std::size_t i = 0; i < rows->size(); ++i) {
    CHECK(rows->epoch(i) == static_cast<std::int64_t>(i));
    for (std::size_t k = 0; k < run.columns.size(); ++k) CHECK(rows->value(i, k) == run.epochs[i][k]);
  }
  const auto seconds = rows->find("seconds");
  REQUIRE(seconds);
  CHECK(rows->cell(1, *seconds).text == "0.25");
  CHECK_FALSE(rows->find("val_mae"));
}

TEST_CASE("a cell without a number is NaN") {
  const std::vector<Column> columns = {loss_column(Part::train)};
  const auto value = [&](const std::string& cell) {
    return RunRows::parse("epoch,iteration,samples,lr,train_loss,seconds\n0,0,0,0.1," + cell + ",\n", columns)
        ->value(0, 0);
  };
  CHECK(value("1e-08") == 1e-8);
  for (const char* cell : {"", "x", "1x", " 1"}) CHECK(std::isnan(value(cell)));
}

TEST_CASE("an epoch that is no whole number is damage") {
  const std::vector<Column> columns = {loss_column(Part::train)};
  const auto rows = [&](const std::string& epoch) {
    return RunRows::parse("epoch,iteration,samples,lr,train_loss,seconds\n" + epoch + ",0,0,0.1,1,\n",
                          columns);
  };
  CHECK(rows("12").value().epoch(0) == 12);
  for (const char* epoch : {"", "x", "1.5", "1e400", "9223372036854775808"}) CHECK_FALSE(rows(epoch));
}

TEST_CASE("a run.json with no more than names and directions is read, part and role included") {
  const Results results;
  FakeRun().record(results.path(), "id");
  write_text(
      results.run() / "run.json",
      R"({"status": "finished", "message": "", "epochs": 2, "iterations": 20, "samples": 640, "parameters": 26,
                 "columns": [{"name": "train_loss", "higher_is_better": false},
                             {"name": "val_accuracy", "higher_is_better": true}],
                 "primary": "val_accuracy"})");
  const auto run = read_run(results.run());
  REQUIRE(run);
  CHECK((run->columns == FakeRun().columns));
  CHECK(read_rows(results.run(), *run));
}
