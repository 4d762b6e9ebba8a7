#include "report/overview.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "record/status.h"

namespace runner {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::optional<std::size_t> find_column(const Overview& overview, const std::string& name) {
  const auto found = std::find_if(overview.columns.begin(), overview.columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  if (found == overview.columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - overview.columns.begin());
}

void add_columns(const RunResult& run, Overview& overview) {
  for (const Column& column : run.columns) {
    if (!find_column(overview, column.name)) overview.columns.push_back(column);
  }
  if (!overview.primary) overview.primary = find_column(overview, run.primary);
}

/// The row of the best finite value in a column of a metrics.csv; 0, the heading, where there is none.
std::size_t best_row(const CsvTable& metrics, std::size_t cell, bool higher_is_better) {
  std::size_t best = 0;
  double best_value = nothing;
  for (std::size_t row = 1; row < metrics.rows(); ++row) {
    const double value = number_in(metrics.cell(row, cell));
    if (!std::isfinite(value)) continue;
    const bool better = best == 0 || (higher_is_better ? value > best_value : value < best_value);
    if (!better) continue;
    best = row;
    best_value = value;
  }
  return best;
}

}  // namespace

bool has_best(const Column& column) {
  return !column.name.starts_with("test_");
}

bool counts(const RunRow& row) {
  if (!row.result) return false;
  return row.result->status == Status::finished || row.result->status == Status::early_stopped;
}

Overview read_overview(const Plan& plan, const std::filesystem::path& results) {
  Overview overview;
  overview.runs.resize(plan.runs.size());
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    RunRow& row = overview.runs[i];
    row.run = i;
    const std::filesystem::path folder = run_folder(results, plan.runs[i].id);
    row.result = read_run(folder);
    if (row.result) {
      add_columns(*row.result, overview);
    } else {
      const auto status = read_status(folder);
      row.damaged = status && is_result(*status);
    }
  }
  const auto place = [&](const RunRow& row) { return std::pair(plan.runs[row.run].configuration, row.run); };
  std::sort(overview.runs.begin(), overview.runs.end(),
            [&](const RunRow& a, const RunRow& b) { return place(a) < place(b); });
  for (RunRow& row : overview.runs) {
    row.finals.assign(overview.columns.size(), nothing);
    row.bests = row.finals;
  }
  return overview;
}

std::vector<std::size_t> columns_of(const RunResult& run, const Overview& overview) {
  std::vector<std::size_t> columns;
  columns.reserve(run.columns.size());
  for (const Column& column : run.columns) columns.push_back(*find_column(overview, column.name));
  return columns;
}

void add_metrics(RunRow& row, const CsvTable& metrics, const Overview& overview) {
  if (metrics.rows() < 2) return;
  const auto columns = columns_of(*row.result, overview);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = overview.columns[columns[i]];
    const std::size_t cell = counter_columns + i;
    row.finals[columns[i]] = number_in(metrics.cell(metrics.rows() - 1, cell));
    if (!has_best(column)) continue;
    const std::size_t best = best_row(metrics, cell, column.higher_is_better);
    if (best == 0) continue;
    row.bests[columns[i]] = number_in(metrics.cell(best, cell));
    if (columns[i] == overview.primary) {
      row.best_epoch = static_cast<std::int64_t>(number_in(metrics.cell(best, 0)));
    }
  }
}

}  // namespace runner
