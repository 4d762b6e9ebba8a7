#include "workbook/comparison_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

#include "report/columns.h"
#include "workbook/curve_chart.h"
#include "workbook/sheet.h"

namespace runner {
namespace {

constexpr std::size_t first_table_column = 1;  // the chart is before it

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  void add(double value) {
    if (!std::isfinite(value)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  /// Over more than three powers of ten a curve is a corner.
  bool is_wide() const { return low > 0 && high / low > 1e3; }
};

/// What is known of a measured column before its sheet is written.
struct Compared {
  std::size_t rows = 0;            // epochs
  double first_x = 0, last_x = 0;  // epochs
  Range means;                     // of all
  bool has_spread = false;         // some configuration has several runs
  std::vector<std::size_t> drawn;  // configurations
};

Compared look_at(const RowsOfRuns& rows, std::size_t column) {
  Compared found;
  std::vector<bool> is_there(rows.best.size());
  rows.comparison.for_rows(column, [&](const ComparisonRow& row) {
    if (found.rows++ == 0) found.first_x = static_cast<double>(row.epoch);
    found.last_x = static_cast<double>(row.epoch);
    for (std::size_t i = 0; i < rows.best.size(); ++i) {
      const auto& [mean, std, n] = row.values[rows.best[i]];
      if (n > 0) is_there[i] = true;
      found.means.add(mean);
      found.has_spread = found.has_spread || n > 1;
    }
  });
  for (std::size_t i = 0; i < rows.best.size() && found.drawn.size() < most_chart_curves; ++i)
    if (is_there[i]) found.drawn.push_back(rows.best[i]);
  return found;
}

/// The end of a configuration's band; NaN where there is none, or none that the axis has.
double end_of_band(const ComparisonRow& row, std::size_t configuration, double side, bool is_logarithmic) {
  const EpochStatistics& value = row.values[configuration];
  const double end = value.mean + side * value.std;
  return is_logarithmic && end <= 0 ? std::nan("") : end;
}

/// The table, and where its charts find their curves.
struct ComparisonTable {
  TableColumns<ComparisonRow> columns;
  std::vector<ChartCurve> curves;
};

ComparisonTable table_of(const Plan& plan, const Column& measured, const RowsOfRuns& rows,
                         const Compared& compared) {
  auto all = comparison_columns(plan, measured);
  const std::size_t of_each = (all.size() - 1) / plan.labels.size();
  ComparisonTable table;
  table.columns.push_back(all.front());
  std::vector<std::size_t> places(plan.labels.size());
  for (const std::size_t configuration : rows.best) {
    places[configuration] = first_table_column + table.columns.size();
    for (std::size_t i = 0; i < of_each; ++i)
      table.columns.push_back(std::move(all[1 + configuration * of_each + i]));
  }
  const bool is_logarithmic = compared.means.is_wide();
  for (const std::size_t configuration : compared.drawn) {
    ChartCurve curve{places[configuration], std::nullopt, std::nullopt};
    for (const double side : compared.has_spread ? std::vector{-1.0, 1.0} : std::vector<double>{}) {
      const std::string name = plan.labels[configuration] + (side < 0 ? " low" : " high");
      (side < 0 ? curve.low : curve.high) = first_table_column + table.columns.size();
      table.columns.push_back({renamed(measured, name), [=](const ComparisonRow& row) {
                                 return Cell(end_of_band(row, configuration, side, is_logarithmic));
                               }});
    }
    table.curves.push_back(curve);
  }
  return table;
}

/// What stands above the chart.
std::vector<std::string> texts_of(const Plan& plan, const Overview& overview, const RowsOfRuns& rows,
                                  const Compared& compared, const Column& measured, const std::string& csv,
                                  std::size_t stride) {
  std::vector<std::string> texts = {
      fmt::format("{}: the mean over the runs of each configuration", measured.name)};
  if (compared.has_spread)
    texts.push_back(
        "std: standard deviation of the runs, n: how many; low and high: mean - std and mean + std");
  if (rows.best.size() < plan.labels.size()) {
    const std::string by =
        overview.primary ? fmt::format(" by final {}", overview.columns[*overview.primary].name) : "";
    texts.push_back(fmt::format("the {} best of {} configurations{}; all of them are in {}", rows.best.size(),
                                plan.labels.size(), by, csv));
  }
  if (stride > 1) {
    texts.push_back(fmt::format("one epoch in {} of {}, and the last; all of them are in {}", stride,
                                compared.rows, csv));
  }
  if (compared.drawn.size() < rows.best.size())
    texts.push_back(fmt::format("the picture has the {} best of these", compared.drawn.size()));
  return texts;
}

CurveChart chart_of(const Column& measured, const Compared& compared, const ComparisonTable& table,
                    std::size_t last_row) {
  CurveChart chart;
  chart.title = measured.name;
  if (compared.has_spread) chart.title += ", mean and mean ± standard deviation";
  chart.x_name = epoch_column().name;
  chart.y_name = measured.name;
  chart.heading_row = 0;
  chart.first_row = 1;
  chart.last_row = last_row;
  chart.x_column = first_table_column;
  chart.first_x = compared.first_x;
  chart.last_x = compared.last_x;
  chart.is_logarithmic = compared.means.is_wide();
  chart.curves = table.curves;
  return chart;
}

}  // namespace

void add_comparison_sheet(XlsxFile& file, const Plan& plan, const Overview& overview, const RowsOfRuns& rows,
                          std::size_t column, const std::string& csv) {
  const Column& measured = rows.comparison.columns()[column];
  Sheet sheet(file, measured.name);
  const Compared compared = look_at(rows, column);
  const ComparisonTable described = table_of(plan, measured, rows, compared);
  const std::size_t stride = (compared.rows + most_compared_epochs - 1) / most_compared_epochs;
  const auto texts = texts_of(plan, overview, rows, compared, measured, csv, stride);
  sheet.text(0, 0, texts.front(), CellStyle::title);
  SheetTable<ComparisonRow> table(sheet, described.columns, {}, first_table_column);
  std::size_t seen = 0;
  // Row by row: beside the table stand the texts.
  const auto write_text = [&](std::size_t row) {
    if (row < texts.size()) sheet.text(row, 0, texts[row], CellStyle::note);
  };
  rows.comparison.for_rows(column, [&](const ComparisonRow& row) {
    const bool is_shown = seen % stride == 0 || seen + 1 == compared.rows;
    ++seen;
    if (!is_shown) return;
    write_text(table.next_row());
    table.add(row);
  });
  const std::size_t end = table.next_row();
  for (std::size_t row = end; row < texts.size(); ++row) write_text(row);
  sheet.set_width(0, (chart_width + 16) / 7);  // a digit has 7 pixels
  table.finish();
  if (!described.curves.empty())
    add_chart(sheet, chart_of(measured, compared, described, end - 1), texts.size() + 1, 0);
}

}  // namespace runner
