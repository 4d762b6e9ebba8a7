#include "page/experiment_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "base/stop.h"
#include "catalog/catalog.h"
#include "page/names.h"
#include "page/overrides.h"
#include "record/run_rows.h"

namespace runner::page {
namespace {

constexpr double blank = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_with_steps = 24;  // lines that a picture can tell apart, and a page can hold
constexpr std::size_t most_steps = 4000;     // of one run: more than a picture has columns of pixels
constexpr std::size_t most_with_predictions = 12;

/// What every run has beside what it measures.
std::vector<Column> columns_beside() {
  return {{.name = "lr", .role = Role::rate},
          {.name = "iteration", .role = Role::counter},
          {.name = "samples", .role = Role::counter},
          seconds_column()};
}

double cell_number(std::string_view cell) {
  double value = 0;
  const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return read.ec == std::errc() ? value : blank;
}

Curves curves_of(const RunRows& rows, const std::vector<Column>& columns, bool timing) {
  Curves curves;
  curves.values.resize(columns.size());
  for (std::size_t row = 0; row < rows.size(); ++row) curves.epochs.push_back(rows.epoch(row));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto place = rows.find(columns[i].name);
    if (!place || (columns[i].role == Role::time && !timing)) continue;
    curves.values[i].reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
      curves.values[i].push_back(cell_number(rows.cell(row, *place).text));
  }
  return curves;
}

void read_curves(ExperimentData& data, const std::filesystem::path& results) {
  std::vector<std::string> damaged;
  data.curves.resize(data.plan.runs.size());
  for (RunRow& row : data.overview.runs) {
    look_at_stop();
    if (!row.result) continue;
    const std::filesystem::path folder = run_folder(results, data.plan.runs[row.run].id);
    const auto rows = read_rows(folder, *row.result);
    if (rows) {
      add_metrics(row, data.plan.runs[row.run], *rows, data.overview);
      data.curves[row.run] = curves_of(*rows, data.columns, data.timing);
    } else {
      damaged.push_back(fmt::format("{}: metrics.csv is not the one that was written", folder.string()));
    }
  }
  if (!damaged.empty()) throw DamagedRuns(damaged);
}

void read_steps(ExperimentData& data, const std::filesystem::path& results) {
  for (const std::size_t run : chosen_for_steps(data)) {
    look_at_stop();
    const auto& result = data.row_of(run).result;
    auto steps = result ? read_iterations(run_folder(results, data.plan.runs[run].id), *result, most_steps)
                        : std::nullopt;
    if (steps) data.iterations.emplace(run, std::move(*steps));
  }
}

/// Of the best configuration's runs: what it takes for what.
void read_predicted(ExperimentData& data, const std::filesystem::path& results) {
  if (data.summary.empty()) return;
  for (const std::size_t run : data.runs_of(data.summary.front().configuration)) {
    look_at_stop();
    if (data.predictions.size() >= most_with_predictions) return;
    const auto& result = data.row_of(run).result;
    auto rows =
        result ? read_predictions(run_folder(results, data.plan.runs[run].id), *result) : std::nullopt;
    if (rows) data.predictions.emplace(run, std::move(*rows));
  }
}

void read_layers(ExperimentData& data, const std::filesystem::path& results) {
  if (data.summary.empty()) return;
  const std::size_t run = data.summary.front().run;
  const auto config = data.configuration(data.summary.front().configuration);
  if (config && data.row_of(run).result)
    data.layers = layers_of(*config, run_folder(results, data.plan.runs[run].id));
}

void find_averages(ExperimentData& data) {
  const auto config = data.configuration(0);
  if (!config) return;
  for (const auto& metric : config->metrics) {
    const auto smoothing = metric->smoothing();
    if (!smoothing) continue;
    const auto column = data.find(metric->column()), of = data.find(smoothing->column);
    if (column && of) data.averages.push_back({*column, *of, smoothing->beta});
  }
}

/// By their names alone: where they lie is of the machine.
DataHashes without_folders(const DataHashes& hashes) {
  DataHashes named;
  for (const auto& [path, hash] : hashes) named[path.filename()] = hash;
  return named;
}

}  // namespace

std::shared_ptr<const ExperimentConfig> ExperimentData::configuration(std::size_t configuration) const {
  if (configuration >= runs_of_.size() || runs_of_[configuration].empty()) return nullptr;
  const std::size_t setup = plan.runs[runs_of_[configuration].front()].setup;
  return setup < plan.setups.size() ? bound(plan.setups[setup], catalog()) : nullptr;
}

void ExperimentData::complete() {
  names_ = without_long_digits(plan.labels);
  row_at_.resize(overview.runs.size());
  runs_of_.assign(plan.labels.size(), {});
  summary_at_.resize(summary.size());
  for (std::size_t i = 0; i < overview.runs.size(); ++i) row_at_[overview.runs[i].run] = i;
  for (std::size_t i = 0; i < plan.runs.size(); ++i) runs_of_[plan.runs[i].configuration].push_back(i);
  for (std::size_t i = 0; i < summary.size(); ++i) summary_at_[summary[i].configuration] = i;
  factors = factors_of(plan);
  shape = shape_of(*this);
}

std::vector<std::size_t> chosen_for_steps(const ExperimentData& data) {
  std::vector<std::size_t> runs;
  for (const SummaryRow& row : data.summary)
    if (runs.size() < most_with_steps) runs.push_back(row.run);
  std::ranges::sort(runs);
  return runs;
}

ExperimentData read_experiment(const Plan& plan, const std::filesystem::path& results, bool timing) {
  ExperimentData data;
  data.plan = plan;
  data.overview = read_overview(plan, results);
  data.timing = timing;
  data.columns = data.overview.columns;
  for (Column& column : columns_beside()) data.columns.push_back(std::move(column));
  read_curves(data, results);
  data.summary = summarize(data.plan, data.overview);
  data.complete();
  read_steps(data, results);
  read_predicted(data, results);
  read_layers(data, results);
  find_averages(data);
  data.shape = shape_of(data);
  data.file = std::filesystem::path(manifest_file(results)).filename().string();
  data.overrides = overrides_of(results);
  data.hashes = without_folders(recorded_data(results));
  return data;
}

}  // namespace runner::page
