#include "report/overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/stop.h"
#include "record/status.h"
#include "train/early_stopping.h"

namespace runner {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

void add_columns(const RunResult& run, Overview& overview) {
  for (const Column& column : run.columns) {
    if (!find_column(overview.columns, column.name)) overview.columns.push_back(column);
  }
  for (const Baseline::Value& value : run.baseline.values) {
    const auto known = find_column(overview.columns, value.column);
    if (known && !find_column(overview.baselines, value.column))
      overview.baselines.push_back(overview.columns[*known]);
  }
  if (!overview.primary) overview.primary = find_column(overview.columns, run.primary);
}

/// The (first) row of the best finite value of a run's column; nothing where there is none.
std::optional<std::size_t> best_row(const RunRows& metrics, std::size_t column, Direction better) {
  std::optional<std::size_t> best;
  double best_value = nothing;
  for (std::size_t row = 0; row < metrics.size(); ++row) {
    const double value = metrics.value(row, column);
    if (!std::isfinite(value)) continue;
    if (best && !is_better(better, value, best_value)) continue;
    best = row;
    best_value = value;
  }
  return best;
}

std::vector<double> baselines_of(const RunRow& row, const Overview& overview) {
  std::vector<double> values(overview.baselines.size(), nothing);
  if (!row.result) return values;
  for (const auto& [column, value] : row.result->baseline.values) {
    const auto place = find_column(overview.baselines, column);
    if (place) values[*place] = value;
  }
  return values;
}

/// The row of the weights that early stopping keeps: it judges the rows again.
std::optional<std::size_t> kept_row(const EarlyStoppingConfig& config, const RunResult& run,
                                    const RunRows& metrics) {
  if (!EarlyStopping::watched(config, run.columns)) return std::nullopt;
  EarlyStopping judge(config, run.columns);
  std::optional<std::size_t> kept;
  std::vector<double> values(run.columns.size());
  // A run that diverges keeps nothing of its last epoch.
  const std::size_t judged = metrics.size() - (run.status == Status::diverged ? 1 : 0);
  for (std::size_t row = 0; row < judged; ++row) {
    if (metrics.epoch(row) == 0) continue;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = metrics.value(row, i);
    if (judge.judge(values, metrics.epoch(row)) == EarlyStopping::Verdict::better) kept = row;
  }
  return kept;
}

/// The row that is meant wherever "best" is said of a run.
std::optional<std::size_t> row_of_best(const RunResult& run, const PlannedRun& planned,
                                       const RunRows& metrics, const Overview& overview) {
  if (planned.early_stopping) return kept_row(*planned.early_stopping, run, metrics);
  if (!overview.primary) return std::nullopt;
  const Column& primary = overview.columns[*overview.primary];
  const auto column = find_column(run.columns, primary.name);
  return column && has_best(primary) ? best_row(metrics, *column, primary.better) : std::nullopt;
}

}  // namespace

bool has_best(const Column& column) {
  return column.part != Part::test;
}

bool is_told_at_best(const Column& column) {
  return column.part == Part::test;
}

bool counts(const RunRow& row) {
  if (!row.result) return false;
  return row.result->status == Status::finished || row.result->status == Status::early_stopped;
}

DamagedRuns::DamagedRuns(const std::vector<std::string>& what)
    : runtime_error([&what] {
        constexpr std::size_t most = 10;
        std::string text =
            "the tables stay as they were; these runs are damaged, and `runner run` trains them again:";
        for (std::size_t i = 0; i < std::min(what.size(), most); ++i) text += "\n  " + what[i];
        if (what.size() > most) text += fmt::format("\n  … and {} more", what.size() - most);
        return text;
      }()) {}

Overview read_overview(const Plan& plan, const std::filesystem::path& results) {
  Overview overview;
  overview.runs.resize(plan.runs.size());
  std::vector<std::string> damaged;
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    look_at_stop();
    RunRow& row = overview.runs[i];
    row.run = i;
    const std::filesystem::path folder = run_folder(results, plan.runs[i].id);
    FoundRun found = find_run(folder, Look::at_its_end);
    if (found.is_damaged()) damaged.push_back(fmt::format("{}: {}", folder.string(), found.damage));
    row.result = std::move(found.result);
    if (row.result) add_columns(*row.result, overview);
  }
  if (!damaged.empty()) throw DamagedRuns(damaged);
  const auto place = [&](const RunRow& row) { return std::pair(plan.runs[row.run].configuration, row.run); };
  std::sort(overview.runs.begin(), overview.runs.end(),
            [&](const RunRow& a, const RunRow& b) { return place(a) < place(b); });
  for (RunRow& row : overview.runs) {
    row.finals.assign(overview.columns.size(), nothing);
    row.bests = row.finals;
    row.baselines = baselines_of(row, overview);
    row.at_best = row.finals;
  }
  return overview;
}

std::vector<std::size_t> columns_of(const RunResult& run, const Overview& overview) {
  std::vector<std::size_t> columns;
  columns.reserve(run.columns.size());
  for (const Column& column : run.columns) columns.push_back(*find_column(overview.columns, column.name));
  return columns;
}

void add_metrics(RunRow& row, const PlannedRun& run, const RunRows& metrics, const Overview& overview) {
  if (metrics.size() == 0) return;
  const auto chosen = row_of_best(*row.result, run, metrics, overview);
  if (chosen) row.best_epoch = metrics.epoch(*chosen);
  const auto columns = columns_of(*row.result, overview);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = overview.columns[columns[i]];
    row.finals[columns[i]] = metrics.value(metrics.size() - 1, i);
    if (chosen && is_told_at_best(column)) row.at_best[columns[i]] = metrics.value(*chosen, i);
    if (!has_best(column)) continue;
    const auto best = best_row(metrics, i, column.better);
    if (!best) continue;
    row.bests[columns[i]] = metrics.value(*best, i);
  }
}

}  // namespace runner
