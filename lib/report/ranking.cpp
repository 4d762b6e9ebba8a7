#include "report/ranking.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "record/terminal_text.h"

namespace runner {
namespace {

constexpr std::size_t most_rows = 20;
constexpr std::size_t widest = 100;  // characters
constexpr std::size_t label_column = 1;
using Cells =
    std::array<std::string, 6>;  // rank, configuration, n, final, best, what else became of its runs

std::string value_text(const Statistics& s) {
  if (std::isnan(s.mean)) return "";
  return s.n > 1 ? fmt::format("{:.4g} ± {:.2g}", s.mean, s.std) : fmt::format("{:.4g}", s.mean);
}

std::string others_text(const SummaryRow& row) {
  std::vector<std::string> parts;
  if (row.diverged > 0) parts.push_back(fmt::format("{} diverged", row.diverged));
  if (row.failed > 0) parts.push_back(fmt::format("{} failed", row.failed));
  const std::size_t unfinished = row.runs - row.n - row.diverged - row.failed;
  if (unfinished > 0) parts.push_back(fmt::format("{} unfinished", unfinished));
  return join(parts, ", ");
}

Cells heading(const Overview& overview) {
  Cells cells = {"rank", "configuration", "n"};
  if (!overview.primary) return cells;
  const Column& primary = overview.columns[*overview.primary];
  cells[3] = "final " + primary.name;
  if (has_best(primary)) cells[4] = "best " + primary.name;
  return cells;
}

Cells cells_of(const SummaryRow& row, const std::string& label, const Overview& overview) {
  Cells cells = {row.rank > 0 ? std::to_string(row.rank) : "", label, std::to_string(row.n)};
  if (overview.primary) {
    cells[3] = value_text(row.finals[*overview.primary]);
    if (has_best(overview.columns[*overview.primary])) cells[4] = value_text(row.bests[*overview.primary]);
  }
  cells[5] = others_text(row);
  return cells;
}

/// The width of each column; the labels get what the others leave.
std::array<std::size_t, 6> widths_of(const std::vector<Cells>& table) {
  std::array<std::size_t, 6> widths{};
  for (const Cells& cells : table) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], character_count(cells[i]));
  }
  std::size_t others = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i != label_column && widths[i] > 0) others += widths[i] + 2;
  }
  constexpr std::size_t least = 15;
  const std::size_t room = widest > others + least ? widest - others : least;
  widths[label_column] = std::min(widths[label_column], room);
  return widths;
}

std::string line_of(const Cells& cells, const std::array<std::size_t, 6>& widths) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == 0) continue;
    const std::string text = terminal_text(cells[i], widths[i]);
    const std::string space(widths[i] - character_count(text), ' ');
    const bool left = i == label_column || i + 1 == cells.size();
    if (!line.empty()) line += "  ";
    line += left ? text + space : space + text;
  }
  line.resize(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string ranking_text(const Plan& plan, const Tables& tables) {
  std::vector<Cells> table = {heading(tables.overview)};
  const std::size_t shown = std::min(tables.summary.size(), most_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    const SummaryRow& row = tables.summary[i];
    table.push_back(cells_of(row, plan.labels[row.configuration], tables.overview));
  }
  const auto widths = widths_of(table);
  std::string text;
  for (const Cells& cells : table) text += line_of(cells, widths);
  const std::size_t more = tables.summary.size() - shown;
  if (more > 0) text += fmt::format("… and {} more in summary.csv\n", more);
  return text;
}

}  // namespace runner
