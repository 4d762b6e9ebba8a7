#include "report/columns.h"

#include <array>
#include <cmath>
#include <utility>

#include "base/choice.h"
#include "base/text.h"

namespace runner {
namespace {

Column key(std::string name) {
  return {.name = std::move(name), .role = Role::key};
}

Column text(std::string name) {
  return {.name = std::move(name), .role = Role::text};
}

Column counter(std::string name) {
  return {.name = std::move(name), .role = Role::counter};
}

/// A swept value: a number is one for whoever writes it.
Cell swept_cell(const std::string& text) {
  const auto number = parse_number(text);
  return number && std::isfinite(*number) ? Cell(Digits{text}) : Cell(text);
}

/// What is swept, with a run's cells; `run_of` gives the run of a row.
template <class Row, class RunOf>
TableColumns<Row> swept_columns(const Plan& plan, RunOf run_of) {
  TableColumns<Row> columns;
  for (std::size_t i = 0; i < plan.swept_columns.size(); ++i) {
    columns.push_back({key(plan.swept_columns[i]),
                       [run_of, i](const Row& row) { return swept_cell(run_of(row).cells[i]); }});
  }
  return columns;
}

/// What tells the repetitions of a configuration apart.
template <class Row, class RunOf>
TableColumns<Row> repetition_columns(const Plan& plan, RunOf run_of) {
  TableColumns<Row> columns = {{key("seed"), [run_of](const Row& row) { return Cell(run_of(row).seed); }}};
  if (plan.has_folds())
    columns.push_back({key("fold"), [run_of](const Row& row) { return Cell(run_of(row).fold); }});
  for (std::size_t i = 0; i < plan.repeated_columns.size(); ++i) {
    columns.push_back({key(plan.repeated_columns[i]),
                       [run_of, i](const Row& row) { return swept_cell(run_of(row).repeats[i]); }});
  }
  return columns;
}

/// Which run a row is of.
template <class Row, class RunOf>
TableColumns<Row> which_run(const Plan& plan, RunOf run_of) {
  TableColumns<Row> columns = {
      {key("run"), [run_of](const Row& row) { return Cell(run_of(row).id); }},
      {key("label"), [run_of](const Row& row) { return Cell(run_of(row).label); }},
  };
  append(columns, swept_columns<Row>(plan, run_of));
  append(columns, repetition_columns<Row>(plan, run_of));
  return columns;
}

/// A cell that is blank where the run was not trained.
template <class Value>
auto of_result(Value value) {
  return [value](const RunRow& row) { return row.result ? Cell(value(*row.result)) : Cell(); };
}

TableColumns<RunRow> result_columns() {
  return {
      {text("status"), of_result([](const RunResult& run) { return choice_name(run.status); })},
      {counter("epochs"), of_result([](const RunResult& run) { return run.epochs; })},
      {counter("iterations"), of_result([](const RunResult& run) { return run.iterations; })},
      {counter("samples"), of_result([](const RunResult& run) { return run.samples; })},
      {counter("parameters"), of_result([](const RunResult& run) { return run.parameters; })},
  };
}

/// Nothing where no time has passed: samples per second would have no meaning either.
std::optional<double> seconds_of(const RunResult& run) {
  return run.seconds && *run.seconds > 0 ? run.seconds : std::nullopt;
}

std::optional<double> samples_per_second(const RunResult& run) {
  const auto seconds = seconds_of(run);
  return seconds ? std::optional(static_cast<double>(run.samples) / *seconds) : std::nullopt;
}

Cell message_of(const RunRow& row) {
  return row.result ? Cell(row.result->message) : Cell();
}

TableColumns<RunRow> end_columns() {
  return {
      {counter("best_epoch"), [](const RunRow& row) { return Cell(row.best_epoch); }},
      {seconds_column(), of_result(seconds_of)},
      {{.name = "samples_per_second", .role = Role::time, .unit = "1/s"}, of_result(samples_per_second)},
      {text("message"), message_of},
  };
}

/// What a row says about each measured column: `add(columns, heading, values, i)` adds the i-th of the row's
/// last values, then of those at the best epoch, then of its best ones.
template <class Row, class Add>
TableColumns<Row> achieved_columns(const Overview& overview, Add add) {
  TableColumns<Row> columns;
  for (std::size_t i = 0; i < overview.columns.size(); ++i) {
    const Column& column = overview.columns[i];
    add(columns, renamed(column, "final_" + column.name), &Row::finals, i);
  }
  for (std::size_t i = 0; i < overview.columns.size(); ++i) {
    const Column& column = overview.columns[i];
    if (is_told_at_best(column)) add(columns, renamed(column, column.name + "_at_best"), &Row::at_best, i);
  }
  for (std::size_t i = 0; i < overview.columns.size(); ++i) {
    const Column& column = overview.columns[i];
    if (has_best(column)) add(columns, renamed(column, "best_" + column.name), &Row::bests, i);
  }
  return columns;
}

/// What constant predictions get: "baseline_val_accuracy".
template <class Row>
TableColumns<Row> baseline_columns(const Overview& overview) {
  TableColumns<Row> columns;
  for (std::size_t i = 0; i < overview.baselines.size(); ++i) {
    const Column& column = overview.baselines[i];
    columns.push_back(
        {renamed(column, "baseline_" + column.name), [i](const Row& row) { return Cell(row.baselines[i]); }});
  }
  return columns;
}

struct StatisticColumn {
  const char* ending;
  double Statistics::* value;
  bool is_a_value;  // of the column itself: its direction is the column's
};
constexpr std::array<StatisticColumn, 6> statistic_columns = {{
    {"_mean", &Statistics::mean, true},
    {"_std", &Statistics::std, false},
    {"_ci95_low", &Statistics::ci95_low, true},
    {"_ci95_high", &Statistics::ci95_high, true},
    {"_min", &Statistics::min, true},
    {"_max", &Statistics::max, true},
}};

void add_statistics(TableColumns<SummaryRow>& columns, const Column& column,
                    std::vector<Statistics> SummaryRow::* values, std::size_t i) {
  for (const StatisticColumn& statistic : statistic_columns) {
    Column heading = renamed(column, column.name + statistic.ending);
    if (!statistic.is_a_value) heading.better = Direction::none;
    columns.push_back({std::move(heading), [values, i, value = statistic.value](const SummaryRow& row) {
                         return Cell((row.*values)[i].*value);
                       }});
  }
}

}  // namespace

TableColumns<RunRow> run_columns(const Plan& plan, const Overview& overview) {
  const auto run_of = [&plan](const RunRow& row) -> const PlannedRun& { return plan.runs[row.run]; };
  TableColumns<RunRow> columns = which_run<RunRow>(plan, run_of);
  append(columns, result_columns());
  append(
      columns, achieved_columns<RunRow>(overview, [](auto& to, Column heading, auto values, std::size_t i) {
        to.push_back({std::move(heading), [values, i](const RunRow& row) { return Cell((row.*values)[i]); }});
      }));
  append(columns, baseline_columns<RunRow>(overview));
  append(columns, end_columns());
  return columns;
}

TableColumns<SummaryRow> summary_columns(const Plan& plan, const Overview& overview) {
  TableColumns<SummaryRow> columns = {
      {counter("rank"), [](const SummaryRow& row) { return row.rank > 0 ? Cell(row.rank) : Cell(); }},
      {key("label"), [&plan](const SummaryRow& row) { return Cell(plan.labels[row.configuration]); }},
  };
  append(columns, swept_columns<SummaryRow>(plan, [&plan](const SummaryRow& row) -> const PlannedRun& {
           return plan.runs[row.run];
         }));
  columns.push_back({counter("n"), [](const SummaryRow& row) { return Cell(row.n); }});
  if (plan.has_folds()) {
    columns.push_back({text("val_rows_per_train_row"), [](const SummaryRow& row) {
                         return row.held_to_trained > 0 ? Cell(row.held_to_trained) : Cell();
                       }});
  }
  append(columns, {{counter("diverged"), [](const SummaryRow& row) { return Cell(row.diverged); }},
                   {counter("failed"), [](const SummaryRow& row) { return Cell(row.failed); }}});
  append(columns, achieved_columns<SummaryRow>(overview, add_statistics));
  append(columns, baseline_columns<SummaryRow>(overview));
  return columns;
}

TableColumns<EpochRow> metrics_columns(const Plan& plan, const Overview& overview) {
  const auto run_of = [](const EpochRow& row) -> const PlannedRun& { return row.run; };
  TableColumns<EpochRow> columns = which_run<EpochRow>(plan, run_of);
  const auto of_runs = epoch_columns(overview.columns);
  for (std::size_t i = 0; i < of_runs.size(); ++i) {
    columns.push_back({of_runs[i].column, [i](const EpochRow& row) {
                         return row.places[i] ? Cell(row.rows.cell(row.row, *row.places[i])) : Cell();
                       }});
  }
  return columns;
}

std::vector<std::optional<std::size_t>> places_in(const RunRows& rows, const Overview& overview) {
  std::vector<std::optional<std::size_t>> places;
  for (const auto& column : epoch_columns(overview.columns)) places.push_back(rows.find(column.column.name));
  return places;
}

TableColumns<IterationRow> iterations_columns(const Plan& plan, const std::vector<Column>& recorded) {
  TableColumns<IterationRow> columns =
      which_run<IterationRow>(plan, [](const IterationRow& row) -> const PlannedRun& { return row.run; });
  for (std::size_t i = 0; i < recorded.size(); ++i) {
    columns.push_back({recorded[i], [i](const IterationRow& row) {
                         return row.places[i] ? Cell(Digits{row.table.cell(row.row, *row.places[i])})
                                              : Cell();
                       }});
  }
  return columns;
}

TableColumns<ComparisonRow> comparison_columns(const Plan& plan, const Column& measured) {
  TableColumns<ComparisonRow> columns = {
      {epoch_column(), [](const ComparisonRow& row) { return Cell(row.epoch); }}};
  for (std::size_t i = 0; i < plan.labels.size(); ++i) {
    const std::string& label = plan.labels[i];
    Column spread = renamed(measured, label + " std");
    spread.better = Direction::none;
    columns.push_back(
        {renamed(measured, label), [i](const ComparisonRow& row) { return Cell(row.values[i].mean); }});
    columns.push_back({std::move(spread), [i](const ComparisonRow& row) { return Cell(row.values[i].std); }});
    columns.push_back({counter(label + " n"), [i](const ComparisonRow& row) {
                         return row.values[i].n > 0 ? Cell(row.values[i].n) : Cell();
                       }});
  }
  return columns;
}

}  // namespace runner
