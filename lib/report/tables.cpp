#include "report/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "report/columns.h"
#include "report/comparison.h"
#include "report/table.h"

namespace runner {
namespace {

constexpr const char* metrics_file = "metrics.csv";

/// The columns as they are written: without `timing` nothing may depend on a clock, whatever the folders say.
template <class Row>
TableColumns<Row> timed(TableColumns<Row> columns, bool timing) {
  return timing ? columns : without_times(std::move(columns));
}

/// The rows of one run in metrics.csv, the measured cells as its own file has them.
void add_metrics_rows(CsvTableFile<EpochRow>& file, const PlannedRun& planned, const RunRows& metrics,
                      const Overview& overview) {
  const auto places = places_in(metrics, overview);
  for (std::size_t row = 0; row < metrics.size(); ++row) file.add({planned, metrics, places, row});
}

/// Writes metrics.csv, and on the way completes the overview: the rows of every run are read only once.
std::size_t write_metrics(const Plan& plan, const std::filesystem::path& results, bool timing,
                          Overview& overview, Comparison& comparison) {
  CsvTableFile<EpochRow> file(results / metrics_file, timed(metrics_columns(plan, overview), timing));
  std::vector<std::string> damaged;
  for (RunRow& row : overview.runs) {
    if (!row.result) continue;
    const PlannedRun& planned = plan.runs[row.run];
    const auto metrics = read_rows(run_folder(results, planned.id), *row.result);
    if (!metrics) {
      damaged.push_back(fmt::format("{}: metrics.csv is not the one that was written",
                                    run_folder(results, planned.id).string()));
      continue;
    }
    add_metrics(row, planned, *metrics, overview);
    comparison.add(row, *metrics);
    add_metrics_rows(file, planned, *metrics, overview);
  }
  if (!damaged.empty()) throw DamagedRuns(damaged);
  file.commit();
  return file.rows();
}

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

void add_notes(Tables& tables, std::size_t metrics_rows, const Plan& plan) {
  for (const std::string& note : {spreadsheet_note(metrics_file, metrics_rows, 0),
                                  spreadsheet_note("comparison_*.csv", 0, plan.labels.size() + 1)}) {
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
  const std::size_t rows = write_metrics(plan, results, timing, tables.overview, comparison);
  const Table<RunRow> runs{"runs", timed(run_columns(plan, tables.overview), timing), tables.overview.runs};
  tables.summary = summarize(plan, tables.overview);
  tables.verdict = judge(plan, tables.overview, tables.summary);
  const Table<SummaryRow> summary{"summary", summary_columns(plan, tables.overview), tables.summary};
  tables.files = {write_csv(results, runs), metrics_file, write_csv(results, summary)};
  for (std::string& name : comparison.write(results)) tables.files.push_back(std::move(name));
  add_notes(tables, rows, plan);
  return tables;
}

}  // namespace runner
