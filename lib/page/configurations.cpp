#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "page/aggregate.h"
#include "page/curves.h"
#include "page/html.h"
#include "page/page_parts.h"
#include "picture/svg.h"
#include "record/table.h"
#include "report/ranking.h"

namespace runner::page {
namespace {

using picture::readable;
using Columns = TableColumns<SummaryRow, std::string>;

constexpr std::size_t most_configurations = 200;

std::string interval_text(const Statistics& s) {
  return s.n > 1 ? fmt::format("{} to {}", readable(s.ci95_low, 4), readable(s.ci95_high, 4)) : "";
}

std::string value_of(const Statistics& s) {
  return std::isnan(s.mean) ? "" : mean_text(s);
}

Columns columns_of(const ExperimentData& data) {
  Columns columns = {
      {{.name = "rank", .role = Role::counter},
       [](const SummaryRow& row) { return row.rank > 0 ? std::to_string(row.rank) : ""; }},
      {{.name = "configuration", .role = Role::key},
       [&data](const SummaryRow& row) { return data.name_of(row.configuration); }},
      {{.name = "n", .role = Role::counter}, [](const SummaryRow& row) { return std::to_string(row.n); }},
  };
  // The one that ranks comes first.
  std::vector<std::size_t> order;
  if (data.overview.primary) order.push_back(*data.overview.primary);
  for (std::size_t i = 0; i < data.overview.columns.size(); ++i)
    if (i != data.overview.primary) order.push_back(i);
  for (const std::size_t i : order) {
    const Column& column = data.columns[i];
    columns.push_back({renamed(column, "final " + column.name),
                       [i](const SummaryRow& row) { return value_of(row.finals[i]); }});
    if (i != data.overview.primary) continue;
    columns.push_back({renamed(column, "95 % interval"),
                       [i](const SummaryRow& row) { return interval_text(row.finals[i]); }});
    if (data.configurations() == 1) {
      const auto add = [&](const char* name, double Statistics::* number) {
        columns.push_back({renamed(column, name), [i, number](const SummaryRow& row) {
                             return row.finals[i].n > 1 ? readable(row.finals[i].*number, 4) : "";
                           }});
      };
      add("std", &Statistics::std);
      add("min", &Statistics::min);
      add("max", &Statistics::max);
    }
    if (has_best(column))
      columns.push_back({renamed(column, "best " + column.name),
                         [i](const SummaryRow& row) { return value_of(row.bests[i]); }});
  }
  columns.push_back({{.name = "ended otherwise", .role = Role::text}, ended_otherwise});
  return columns;
}

bool has_any(const TableColumn<SummaryRow, std::string>& column, const std::vector<SummaryRow>& rows) {
  return std::ranges::any_of(rows, [&](const SummaryRow& row) { return !column.cell(row).empty(); });
}

}  // namespace

std::string configurations_html(const ExperimentData& data) {
  Columns columns = columns_of(data);
  std::erase_if(columns, [&](const auto& column) { return !has_any(column, data.summary); });
  std::string text =
      "<section id=\"configurations\"><h2>Configurations</h2>\n<div class=\"wide tall\" "
      "tabindex=\"0\"><table><thead><tr>";
  const auto is_words = [](const Column& column) {
    return column.role == Role::key || column.role == Role::text;
  };
  for (const auto& [column, of_row] : columns)
    text += fmt::format("<th scope=\"col\"{}>{}</th>", is_words(column) ? "" : " class=\"number\"",
                        html(with_percent_kept(column.name)));
  text += "</tr></thead><tbody>\n";
  const std::size_t shown = std::min(data.summary.size(), most_configurations);
  for (std::size_t i = 0; i < shown; ++i) {
    const SummaryRow& row = data.summary[i];
    text += fmt::format("<tr data-series=\"{}\">", series_key(row.configuration));
    for (const auto& column : columns) {
      const std::string title = column.column.role == Role::key
                                    ? fmt::format(" title=\"{}\"", html(data.plan.labels[row.configuration]))
                                    : "";
      text += fmt::format("<td class=\"{}\"{}>{}</td>", is_words(column.column) ? "label" : "number", title,
                          html(column.cell(row)));
    }
    text += "</tr>\n";
  }
  text += "</tbody></table></div>\n";
  if (shown < data.summary.size())
    text += fmt::format("<p class=\"note\">{} more in summary.csv.</p>\n", data.summary.size() - shown);
  if (data.plan.runs.size() > data.configurations())
    text += fmt::format("<p class=\"note\">Means ± one standard deviation over {}.</p>\n",
                        repetitions_word(data));
  return text + "</section>\n";
}

}  // namespace runner::page
