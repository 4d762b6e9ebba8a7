#include "workbook/workbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "report/columns.h"
#include "report/comparison.h"
#include "workbook/comparison_sheet.h"
#include "workbook/heat_map.h"
#include "workbook/rows_of_runs.h"
#include "workbook/sheet.h"
#include "workbook/xlsx_file.h"

namespace runner {
namespace {

constexpr std::size_t most_metrics_rows = 100'000, most_configurations = 50;

/// What a sheet has not, because no sheet can.
std::vector<std::string> notes_of_size(std::size_t rows, std::size_t columns, const std::string& csv) {
  std::vector<std::string> notes;
  constexpr std::size_t most_rows = most_sheet_rows - 3;  // beside heading and notes
  if (rows > most_rows)
    notes.push_back(fmt::format("the first {} of {} rows; all of them are in {}", most_rows, rows, csv));
  if (columns > most_sheet_columns) {
    notes.push_back(
        fmt::format("the first {} of {} columns; all of them are in {}", most_sheet_columns, columns, csv));
  }
  return notes;
}

template <class Row>
void add_table_sheet(XlsxFile& file, const std::string& name, const TableColumns<Row>& columns,
                     const std::vector<Row>& rows) {
  Sheet sheet(file, name);
  SheetTable<Row> table(sheet, columns, notes_of_size(rows.size(), columns.size(), name + ".csv"));
  for (const Row& row : rows) {
    if (table.next_row() == most_sheet_rows) break;
    table.add(row);
  }
  table.finish();
}

void add_metrics_sheet(XlsxFile& file, const TableColumns<EpochRow>& columns, const RowsOfRuns& rows,
                       const Overview& overview) {
  Sheet sheet(file, "metrics");
  std::vector<std::string> notes = notes_of_size(0, columns.size(), "metrics.csv");
  std::size_t count = 0;
  for (const auto& kept : rows.metrics) count += kept.count;
  if (!rows.has_all_metrics)
    notes.push_back(fmt::format("the first {} rows; all of them are in metrics.csv", count));
  SheetTable<EpochRow> table(sheet, columns, notes);
  for (const auto& [run, of_run, kept] : rows.metrics) {
    const auto places = places_in(of_run, overview);
    for (std::size_t row = 0; row < kept; ++row) table.add({run, of_run, places, row});
  }
  table.finish();
}

}  // namespace

std::string write_workbook(const Plan& plan, const RankedResults& ranked,
                           const std::filesystem::path& results, bool timing) {
  const Overview& overview = ranked.overview;
  const RowsOfRuns rows = read_rows_of_runs(plan, ranked, results, most_metrics_rows, most_configurations);
  const auto of_summary = summary_columns(plan, overview);
  const auto of_runs = timed(run_columns(plan, overview), timing);
  const auto of_metrics = timed(metrics_columns(plan, overview), timing);
  write_xlsx(results / workbook_file, plan.name, [&](XlsxFile& file) {
    add_table_sheet(file, "summary", of_summary, ranked.summary);
    add_table_sheet(file, "runs", of_runs, overview.runs);
    add_metrics_sheet(file, of_metrics, rows, overview);
    if (const auto grid = swept_grid(plan, ranked)) add_heat_map(file, plan, ranked, *grid);
    const auto csv = rows.comparison.files();
    for (std::size_t i = 0; i < csv.size(); ++i) {
      if (i < overview.columns.size() || !rows.comparison.measured_epochs(i).empty())
        add_comparison_sheet(file, plan, overview, rows, i, csv[i]);
    }
  });
  return workbook_file;
}

}  // namespace runner
