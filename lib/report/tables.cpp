#include "report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "base/files.h"
#include "base/stop.h"
#include "report/columns.h"
#include "report/comparison.h"
#include "report/ranking.h"
#include "report/table.h"

namespace runner {
namespace {

constexpr const char* metrics_file = "metrics.csv";
constexpr const char* iterations_file = "iterations.csv";
constexpr const char* ranking_file = "ranking.md";

/// What any of the runs has recorded of its steps, in the order of their first appearance.
std::vector<Column> recorded_of_all(const Plan& plan, const std::filesystem::path& results,
                                    const Overview& overview) {
  std::vector<Column> all;
  for (const RunRow& row : overview.runs) {
    const std::filesystem::path folder = run_folder(results, plan.runs[row.run].id);
    if (!row.result || !has_iterations(folder, *row.result)) continue;
    look_at_stop();
    const auto columns = recorded_iterations(folder, *row.result);
    if (!columns) continue;  // it is damaged: that is told where its rows are read
    for (const Column& column : *columns)
      if (!find_column(all, column.name)) all.push_back(column);
  }
  return all;
}

/// Writes the tables that have every row of every run, metrics.csv and, where runs have recorded their steps,
/// iterations.csv. On the way it completes the overview: the rows of every run are read only once.
class RowsWriter {
 public:
  RowsWriter(const Plan& plan, const std::filesystem::path& results, bool timing, Overview& overview,
             Comparison& comparison)
      : plan_(plan),
        results_(results),
        overview_(overview),
        comparison_(comparison),
        metrics_(results / metrics_file, timed(metrics_columns(plan, overview), timing)),
        recorded_(recorded_of_all(plan, results, overview)) {
    if (!recorded_.empty())
      iterations_.emplace(results / iterations_file, iterations_columns(plan, recorded_));
  }

  /// Throws DamagedRuns before a table is replaced.
  void write() {
    for (RunRow& row : overview_.runs)
      if (row.result) add(row);
    if (!damaged_.empty()) throw DamagedRuns(damaged_);
    metrics_.commit();
    if (iterations_) return iterations_->commit();
    std::error_code ignored;  // of runs that had recorded their steps
    std::filesystem::remove(results_ / iterations_file, ignored);
  }

  std::size_t metrics_rows() const { return metrics_.rows(); }
  std::size_t iterations_rows() const { return iterations_ ? iterations_->rows() : 0; }

 private:
  void add(RunRow& row) {
    const PlannedRun& planned = plan_.runs[row.run];
    const std::filesystem::path folder = run_folder(results_, planned.id);
    const auto metrics = read_rows(folder, *row.result);
    if (!metrics) {
      damaged_.push_back(fmt::format("{}: metrics.csv is not the one that was written", folder.string()));
      return;
    }
    add_metrics(row, planned, *metrics, overview_);
    comparison_.add(row, *metrics);
    const auto places = places_in(*metrics, overview_);
    for (std::size_t i = 0; i < metrics->size(); ++i) metrics_.add({planned, *metrics, places, i});
    if (has_iterations(folder, *row.result)) add_iterations(planned, folder, *row.result);
  }

  void add_iterations(const PlannedRun& planned, const std::filesystem::path& folder, const RunResult& run) {
    const auto table = read_iterations(folder, run);
    if (!table) {
      damaged_.push_back(fmt::format("{}: iterations.csv is not the one that was written", folder.string()));
      return;
    }
    std::vector<std::optional<std::size_t>> places(recorded_.size());
    for (std::size_t i = 0; i < table->columns(); ++i) {
      const auto column = find_column(recorded_, std::string(table->cell(0, i)));
      if (!column) {  // its heading could not be read before
        damaged_.push_back(fmt::format("{}: iterations.csv can't be read", folder.string()));
        return;
      }
      places[*column] = i;
    }
    for (std::size_t i = 1; i < table->rows(); ++i) iterations_->add({planned, *table, places, i});
  }

  const Plan& plan_;
  const std::filesystem::path& results_;
  Overview& overview_;
  Comparison& comparison_;
  CsvTableFile<EpochRow> metrics_;
  std::vector<Column> recorded_;
  std::optional<CsvTableFile<IterationRow>> iterations_;
  std::vector<std::string> damaged_;
};

/// Which interval summary.csv has, where repetitions share rows; empty where they don't.
std::string interval_note(const Plan& plan, const std::vector<SummaryRow>& summary) {
  const auto is_corrected = [](const SummaryRow& row) { return row.held_to_trained > 0; };
  const auto corrected = std::ranges::find_if(summary, is_corrected);
  if (corrected != summary.end()) {
    return fmt::format(
        "folds share rows that they train on, so ci95 in summary.csv is Nadeau and Bengio's "
        "corrected interval: {:.4g} rows held out per row trained on",
        corrected->held_to_trained);
  }
  if (!plan.divides_rows) return "";
  return "repeated splits share rows, so ci95 in summary.csv is too narrow; 'method: shuffle_split' has the "
         "corrected interval";
}

void add_notes(Tables& tables, const RowsWriter& rows, const Plan& plan) {
  constexpr std::size_t each = 3;  // columns of a configuration
  for (const std::string& note : {spreadsheet_note(metrics_file, rows.metrics_rows(), 0),
                                  spreadsheet_note(iterations_file, rows.iterations_rows(), 0),
                                  spreadsheet_note("comparison_*.csv", 0, each * plan.labels.size() + 1)}) {
    if (!note.empty()) tables.notes.push_back(note);
  }
  const std::string note = interval_note(plan, tables.summary);
  if (!note.empty()) tables.notes.push_back(note);
}

}  // namespace

std::string spreadsheet_note(const std::string& file, std::size_t rows, std::size_t columns) {
  constexpr std::size_t most_rows = 1'048'576, most_columns = 16'384;
  if (rows > most_rows) {
    return fmt::format("{} has {} rows; spreadsheets drop all behind row {}", file, rows, most_rows);
  }
  if (columns > most_columns) {
    return fmt::format("{} has {} columns; spreadsheets drop all behind column {}", file, columns,
                       most_columns);
  }
  return "";
}

Tables write_tables(const Plan& plan, const std::filesystem::path& results, bool timing) {
  Tables tables;
  tables.overview = read_overview(plan, results);
  Comparison comparison(plan, tables.overview);
  RowsWriter rows(plan, results, timing, tables.overview, comparison);
  rows.write();
  const Table<RunRow> runs{"runs", timed(run_columns(plan, tables.overview), timing), tables.overview.runs};
  tables.summary = summarize(plan, tables.overview);
  tables.verdict = judge(plan, tables.overview, tables.summary);
  const Table<SummaryRow> summary{"summary", summary_columns(plan, tables.overview), tables.summary};
  tables.files = {write_csv(results, runs), metrics_file, write_csv(results, summary)};
  if (rows.iterations_rows() > 0) tables.files.emplace_back(iterations_file);
  for (std::string& name : comparison.write(results)) tables.files.push_back(std::move(name));
  write_file_atomically(results / ranking_file, ranking_markdown(plan, tables));
  tables.files.emplace_back(ranking_file);
  add_notes(tables, rows, plan);
  return tables;
}

}  // namespace runner
