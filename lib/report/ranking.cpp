#include "report/ranking.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"
#include "record/table.h"
#include "report/markup.h"

namespace runner {
namespace {

constexpr std::size_t most_rows_shown = 20;
constexpr std::size_t most_rows_pasted = 10;
constexpr std::size_t least_of_name = 15;  // characters
using Cells = std::vector<std::string>;    // one per column

std::string value_text(const Statistics& s) {
  if (std::isnan(s.mean)) return "";
  return s.n > 1 ? fmt::format("{:.4g} ± {:.2g}", s.mean, s.std) : fmt::format("{:.4g}", s.mean);
}

/// What constant predictions get in the column that ranks, and what they predict.
struct RankingBaseline {
  std::optional<std::size_t> column;  ///< of the rows' baselines
  bool same = true;                   ///< for all configurations
  double value = 0;                   ///< then
  std::string predicts;               ///< empty where that differs
};

RankingBaseline baseline_of(const Tables& tables) {
  RankingBaseline baseline;
  const Overview& overview = tables.overview;
  if (!overview.primary) return baseline;
  baseline.column = find_column(overview.baselines, overview.columns[*overview.primary].name);
  if (!baseline.column) return baseline;
  std::set<double> values;
  std::set<std::string> predicted;
  for (const SummaryRow& row : tables.summary) {
    const double value = row.baselines[*baseline.column];
    if (!std::isnan(value)) values.insert(value);
  }
  for (const RunRow& row : overview.runs) {
    if (row.result && !row.result->baseline.values.empty()) predicted.insert(row.result->baseline.predicts);
  }
  baseline.same = values.size() == 1;
  if (baseline.same) baseline.value = *values.begin();
  if (predicted.size() == 1) baseline.predicts = *predicted.begin();
  return baseline;
}

/// A line behind the table where one says it for all: "baseline val_accuracy 0.6222: always 'setosa'".
std::string baseline_text(const Tables& tables, const RankingBaseline& baseline) {
  if (!baseline.column || tables.summary.empty()) return "";
  const std::string& name = tables.overview.baselines[*baseline.column].name;
  if (!baseline.same) {
    return baseline.predicts.empty() ? "" : fmt::format("baseline: {}\n", visible_text(baseline.predicts));
  }
  return fmt::format("baseline {} {:.4g}{}{}\n", visible_text(name), baseline.value,
                     baseline.predicts.empty() ? "" : ": ", visible_text(baseline.predicts));
}

/// How much is left out where there is little room.
enum class Brevity { none, no_best, no_others, no_count };

TableColumns<SummaryRow, std::string> ranking_columns(const Plan& plan, const Overview& overview,
                                                      const RankingBaseline& baseline, Brevity brevity) {
  TableColumns<SummaryRow, std::string> columns = {
      {{.name = "rank", .role = Role::counter},
       [](const SummaryRow& row) { return row.rank > 0 ? std::to_string(row.rank) : ""; }},
      {{.name = "configuration", .role = Role::key},
       [&plan](const SummaryRow& row) { return plan.labels[row.configuration]; }},
  };
  if (brevity < Brevity::no_count) {
    columns.push_back(
        {{.name = "n", .role = Role::counter}, [](const SummaryRow& row) { return std::to_string(row.n); }});
  }
  if (overview.primary) {
    const std::size_t i = *overview.primary;
    const Column& primary = overview.columns[i];
    columns.push_back({renamed(primary, "final " + primary.name),
                       [i](const SummaryRow& row) { return value_text(row.finals[i]); }});
    if (has_best(primary) && brevity < Brevity::no_best)
      columns.push_back({renamed(primary, "best " + primary.name),
                         [i](const SummaryRow& row) { return value_text(row.bests[i]); }});
  }
  if (baseline.column && !baseline.same) {
    columns.push_back({{.name = "baseline"}, [i = *baseline.column](const SummaryRow& row) {
                         return std::isnan(row.baselines[i]) ? "" : fmt::format("{:.4g}", row.baselines[i]);
                       }});
  }
  if (brevity < Brevity::no_others) columns.push_back({{.name = "", .role = Role::text}, ended_otherwise});
  return columns;
}

/// The column that gets the width that the others leave.
bool is_elastic(const Column& column) {
  return column.role == Role::key;
}

/// Words are ranged left, numbers right.
bool is_words(const Column& column) {
  return column.role == Role::key || column.role == Role::text;
}

struct TextTable {
  std::vector<Column> columns;
  std::vector<Cells> lines;         // the heading first
  std::vector<std::size_t> groups;  // of the lines behind it
};

TextTable text_table(const TableColumns<SummaryRow, std::string>& columns, std::span<const SummaryRow> rows) {
  TextTable table;
  table.lines.resize(1 + rows.size());
  for (const SummaryRow& row : rows) table.groups.push_back(row.group);
  for (const auto& [column, cell] : columns) {
    table.columns.push_back(column);
    table.lines[0].push_back(column.name);
    for (std::size_t i = 0; i < rows.size(); ++i) table.lines[i + 1].push_back(cell(rows[i]));
  }
  return table;
}

/// What the cells take; columns without any take nothing.
std::vector<std::size_t> widths_of(const TextTable& table) {
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const Cells& cells : table.lines) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      widths[i] = std::max(widths[i], character_count(visible_text(cells[i])));
  }
  return widths;
}

/// What the elastic column may take of `width`.
std::size_t room_in(const TextTable& table, const std::vector<std::size_t>& widths, std::size_t width) {
  std::size_t others = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (!is_elastic(table.columns[i]) && widths[i] > 0) others += widths[i] + 2;
  }
  return width > others ? width - others : 0;
}

std::string line_of(const Cells& cells, const TextTable& table, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    const std::string text = visible_text(cells[i], widths[i]);
    const std::string space(widths[i] - character_count(text), ' ');
    if (!line.empty()) line += "  ";
    line += is_words(table.columns[i]) ? text + space : space + text;
  }
  line.resize(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

/// The lines of the table, a blank one between those that are not ranked against each other.
std::string lines_of(const TextTable& table, const std::vector<std::size_t>& widths) {
  std::string text;
  for (std::size_t i = 0; i < table.lines.size(); ++i) {
    if (i > 1 && table.groups[i - 1] != table.groups[i - 2]) text += "\n";
    text += line_of(table.lines[i], table, widths);
  }
  return text;
}

/// "± is the standard deviation over seeds"; empty where there is none.
std::string spread_text(const Plan& plan, const Tables& tables, std::span<const SummaryRow> rows) {
  if (!tables.overview.primary) return "";
  const bool has_one = std::ranges::any_of(
      rows, [&](const SummaryRow& row) { return row.finals[*tables.overview.primary].n > 1; });
  if (!has_one) return "";
  const char* over = plan.has_folds() ? "folds" : plan.repeated_columns.empty() ? "seeds" : "repetitions";
  return fmt::format("± is the standard deviation over {}", over);
}

std::string markdown_line(const Cells& cells, const TextTable& table,
                          const std::vector<std::size_t>& widths) {
  std::string line = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] > 0 || table.columns[i].role != Role::text) line += " " + markdown_text(cells[i]) + " |";
  }
  return line + "\n";
}

}  // namespace

std::string ended_otherwise(const SummaryRow& row) {
  std::vector<std::string> parts;
  if (row.diverged > 0) parts.push_back(fmt::format("{} diverged", row.diverged));
  if (row.failed > 0) parts.push_back(fmt::format("{} failed", row.failed));
  if (row.stopped > 0) parts.push_back(fmt::format("{} stopped early", row.stopped));
  const std::size_t unfinished = row.runs - row.n - row.diverged - row.failed - row.stopped;
  if (unfinished > 0) parts.push_back(fmt::format("{} unfinished", unfinished));
  return join(parts, ", ");
}

std::string ranking_text(const Plan& plan, const Tables& tables, std::size_t width) {
  const auto rows = std::span(tables.summary).first(std::min(tables.summary.size(), most_rows_shown));
  const RankingBaseline baseline = baseline_of(tables);
  TextTable table;
  std::vector<std::size_t> widths;
  std::size_t room = 0;
  for (const Brevity brevity : {Brevity::none, Brevity::no_best, Brevity::no_others, Brevity::no_count}) {
    table = text_table(ranking_columns(plan, tables.overview, baseline, brevity), rows);
    widths = widths_of(table);
    room = room_in(table, widths, width);
    if (room >= least_of_name) break;
  }
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (is_elastic(table.columns[i])) widths[i] = std::min(widths[i], std::max(room, least_of_name));
  }
  std::string text = lines_of(table, widths);
  const std::size_t more = tables.summary.size() - rows.size();
  if (more > 0) text += fmt::format("… and {} more in summary.csv\n", more);
  if (const std::string spread = spread_text(plan, tables, rows); !spread.empty()) text += spread + "\n";
  return text + baseline_text(tables, baseline);
}

std::string ranking_markdown(const Plan& plan, const Tables& tables) {
  const auto rows = std::span(tables.summary).first(std::min(tables.summary.size(), most_rows_pasted));
  const RankingBaseline baseline = baseline_of(tables);
  const TextTable table = text_table(ranking_columns(plan, tables.overview, baseline, Brevity::none), rows);
  const auto widths = widths_of(table);
  std::string text;
  for (const Judgement& judgement : tables.verdict.judgements) {
    const std::string about = judgement.about.empty() ? "" : judgement.about + ": ";
    text += markdown_text(about + judgement.words) + "\n\n";
  }
  if (!tables.verdict.search.empty()) text += tables.verdict.search + "\n\n";
  text += markdown_line(table.lines[0], table, widths) + "|";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (widths[i] > 0 || table.columns[i].role != Role::text)
      text += is_words(table.columns[i]) ? " --- |" : " ---: |";
  }
  text += "\n";
  for (std::size_t i = 1; i < table.lines.size(); ++i) text += markdown_line(table.lines[i], table, widths);
  std::vector<std::string> below;
  if (std::string spread = spread_text(plan, tables, rows); !spread.empty())
    below.push_back(std::move(spread));
  const std::size_t more = tables.summary.size() - rows.size();
  if (more > 0) below.push_back(fmt::format("{} more in summary.csv", more));
  if (!below.empty()) text += "\n" + join(below, "; ") + ".\n";
  for (const Warning& warning : tables.verdict.warnings)
    text += "\nWarning: " + markdown_text(warning.words) + ".\n";
  return text;
}

}  // namespace runner
