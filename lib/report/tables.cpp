#include "report/tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/comparison.h"
#include "report/csv_tables.h"
#include "report/table_file.h"

namespace runner {
namespace {

/// The rows of one run in metrics.csv, the measured cells as its own file has them.
void add_metrics_rows(TableFile& file, const PlannedRun& planned, const RunRow& row, const CsvTable& metrics,
                      const Overview& overview, bool timing) {
  constexpr std::size_t absent = static_cast<std::size_t>(-1);
  std::vector<std::size_t> cells(overview.columns.size(), absent);
  const auto columns = columns_of(*row.result, overview);
  for (std::size_t i = 0; i < columns.size(); ++i) cells[columns[i]] = counter_columns + i;
  for (std::size_t line = 1; line < metrics.rows(); ++line) {
    CsvWriter& csv = file.csv();
    csv.text(planned.id);
    add_swept_cells(csv, planned);
    csv.integer(planned.seed);
    for (std::size_t i = 0; i < counter_columns; ++i) csv.text(metrics.cell(line, i));
    for (std::size_t cell : cells) csv.text(cell == absent ? "" : metrics.cell(line, cell));
    csv.text(timing ? metrics.cell(line, metrics.columns() - 1) : "");
    file.end_row();
  }
}

void mark_damaged(RunRow& row) {
  row.result.reset();
  row.damaged = true;
}

/// Writes metrics.csv, and on the way completes the overview: the rows of every run are read only once.
std::size_t write_metrics(const Plan& plan, const std::filesystem::path& results, bool timing,
                          Overview& overview, Comparison& comparison) {
  TableFile file(results / "metrics.csv");
  file.csv().text("run");
  add_swept_heading(file.csv(), plan);
  for (const char* name : {"seed", "epoch", "iteration", "samples", "lr"}) file.csv().text(name);
  for (const Column& column : overview.columns) file.csv().text(column.name);
  file.csv().text("seconds");
  file.end_row();
  for (RunRow& row : overview.runs) {
    if (!row.result) continue;
    const PlannedRun& planned = plan.runs[row.run];
    const auto metrics = read_metrics(run_folder(results, planned.id), *row.result);
    if (!metrics) {
      mark_damaged(row);
      continue;
    }
    add_metrics(row, *metrics, overview);
    comparison.add(row, *metrics);
    add_metrics_rows(file, planned, row, *metrics, overview, timing);
  }
  file.commit();
  return file.rows();
}

void add_notes(Tables& tables, std::size_t metrics_rows, const Plan& plan) {
  const auto damaged = std::count_if(tables.overview.runs.begin(), tables.overview.runs.end(),
                                     [](const RunRow& r) { return r.damaged; });
  if (damaged > 0) {
    tables.notes.push_back(fmt::format("runs with damaged files: {}; --force trains them again", damaged));
  }
  for (const std::string& note : {spreadsheet_note("metrics.csv", metrics_rows, 0),
                                  spreadsheet_note("comparison_*.csv", 0, plan.labels.size() + 1)}) {
    if (!note.empty()) tables.notes.push_back(note);
  }
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
  write_runs(plan, results, timing, tables.overview);
  tables.summary = summarize(plan, tables.overview);
  write_summary(plan, results, tables.overview, tables.summary);
  tables.files = {"runs.csv", "metrics.csv", "summary.csv"};
  for (std::string& name : comparison.write(results)) tables.files.push_back(std::move(name));
  add_notes(tables, rows, plan);
  return tables;
}

}  // namespace runner
