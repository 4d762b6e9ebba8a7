#include "page/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/stable_sort.h"
#include "base/text.h"
#include "page/aggregate.h"
#include "page/curves.h"
#include "page/names.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_cells = 900;  // more can't be read and make the picture heavy

/// A place of the grid: the configurations that have its two values.
struct GridCell {
  std::vector<std::size_t> configurations;
  double mean = NAN;
  double std = NAN;  ///< of the one configuration that is there
};

std::vector<GridCell> cells_of(const ExperimentData& data, const Factor& across, const Factor& down,
                               std::size_t column) {
  std::vector<GridCell> cells(across.values.size() * down.values.size());
  for (std::size_t c = 0; c < data.configurations(); ++c) {
    if (across.of[c] == Factor::none || down.of[c] == Factor::none) continue;
    cells[down.of[c] * across.values.size() + across.of[c]].configurations.push_back(c);
  }
  for (GridCell& cell : cells) {
    double sum = 0;
    std::size_t n = 0;
    for (const std::size_t c : cell.configurations) {
      const double mean = final_mean(data, c, column);
      if (!std::isfinite(mean)) continue;
      sum += mean;
      ++n;
    }
    if (n > 0) cell.mean = sum / static_cast<double>(n);
    if (cell.configurations.size() == 1)
      cell.std = data.summary_of(cell.configurations[0]).finals[column].std;
  }
  return cells;
}

std::string cell_text(const ExperimentData& data, const GridCell& cell) {
  if (cell.configurations.empty()) return "";
  if (!std::isfinite(cell.mean)) return why_without_value(data, cell.configurations.front());
  std::string text = readable(cell.mean);
  if (std::isfinite(cell.std)) text += "\n± " + readable(cell.std, 2);
  return text;
}

std::string cell_tip(const ExperimentData& data, const GridCell& cell) {
  if (cell.configurations.empty()) return "not part of the sweep";
  const std::size_t first = cell.configurations.front();
  std::string tip = data.name_of(first) + ": ";
  if (!std::isfinite(cell.mean)) return tip + why_without_value(data, first);
  tip += readable(cell.mean, 4);
  if (std::isfinite(cell.std)) tip += " ± " + readable(cell.std, 2);
  const SummaryRow& row = data.summary_of(first);
  tip += fmt::format(" (n = {})", row.n);
  if (row.diverged > 0) tip += fmt::format(", {} of {} diverged", row.diverged, row.runs);
  return tip;
}

/// Which of each factor's values take part, and per combination of those the values of its runs.
struct Full {
  std::vector<std::vector<std::size_t>> levels;  ///< per factor the values that are kept
  FactorGrid grid;
};

using Combination = std::vector<std::size_t>;

std::map<Combination, std::vector<double>> values_by_combination(const ExperimentData& data,
                                                                 std::size_t column) {
  std::map<Combination, std::vector<double>> by;
  for (std::size_t c = 0; c < data.configurations(); ++c) {
    Combination at;
    for (const Factor& factor : data.factors) at.push_back(factor.of[c]);
    std::vector<double>& values = by[at];
    for (const std::size_t run : data.runs_of(c)) {
      const RunRow& row = data.row_of(run);
      if (counts(row) && std::isfinite(row.finals[column])) values.push_back(row.finals[column]);
    }
  }
  return by;
}

/// Calls `visit` with every combination of the levels, the last factor changing fastest.
template <class Visit>
void for_each_combination(const std::vector<std::vector<std::size_t>>& levels, Visit visit) {
  std::vector<std::size_t> at(levels.size(), 0);
  while (true) {
    Combination values;
    for (std::size_t f = 0; f < levels.size(); ++f) values.push_back(levels[f][at[f]]);
    visit(values);
    std::size_t f = levels.size();
    while (f > 0 && ++at[f - 1] == levels[f - 1].size()) at[--f] = 0;
    if (f == 0) return;
  }
}

/// Leaves out the value that most combinations without a result have, until none is left.
std::optional<Full> full_grid(const ExperimentData& data, std::size_t column,
                              std::vector<std::string>& left_out) {
  const auto by = values_by_combination(data, column);
  Full full;
  for (const Factor& factor : data.factors) {
    full.levels.emplace_back();
    for (std::size_t v = 0; v < factor.values.size(); ++v) full.levels.back().push_back(v);
  }
  while (true) {
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> empty;
    for_each_combination(full.levels, [&](const Combination& at) {
      const auto found = by.find(at);
      if (found != by.end() && !found->second.empty()) return;
      for (std::size_t f = 0; f < at.size(); ++f) ++empty[{f, at[f]}];
    });
    if (empty.empty()) break;
    // Of shares of a value's combinations, so that a factor with few values is not torn apart for one of
    // many.
    const auto worst = std::max_element(empty.begin(), empty.end(), [&](const auto& a, const auto& b) {
      return static_cast<double>(a.second) * static_cast<double>(full.levels[a.first.first].size()) <
             static_cast<double>(b.second) * static_cast<double>(full.levels[b.first.first].size());
    });
    const auto [f, value] = worst->first;
    if (full.levels[f].size() <= 2) return std::nullopt;
    std::erase(full.levels[f], value);
    left_out.push_back(fmt::format("{} = {}", data.factors[f].title(), value_text(data.factors[f], value)));
  }
  for (const auto& some : full.levels) full.grid.levels.push_back(some.size());
  for_each_combination(full.levels, [&](const Combination& at) { full.grid.repeats.push_back(by.at(at)); });
  return full;
}

}  // namespace

std::vector<Sweep> sweeps_of(const ExperimentData& data, const Factor& along, const Factor* by) {
  std::vector<Sweep> sweeps(by ? by->values.size() : 1);
  for (std::size_t v = 0; v < sweeps.size(); ++v) {
    sweeps[v].number = v;
    sweeps[v].name = by ? value_text(*by, v) : "";
    sweeps[v].key = fmt::format("{}={}", by ? by->name : along.name, v);
  }
  for (std::size_t c = 0; c < data.configurations(); ++c) {
    const std::size_t value = by ? by->of[c] : 0;
    if (along.of[c] != Factor::none && value != Factor::none) sweeps[value].configurations.push_back(c);
  }
  for (Sweep& sweep : sweeps) {
    sort_stably(sweep.configurations,
                [&](std::size_t a, std::size_t b) { return along.of[a] < along.of[b]; });
  }
  std::erase_if(sweeps, [](const Sweep& sweep) { return sweep.configurations.empty(); });
  return sweeps;
}

std::string value_text(const Factor& factor, std::size_t value) {
  return value_texts(factor)[value];
}

std::vector<std::string> value_texts(const Factor& factor) {
  if (!factor.is_number()) return without_long_digits(factor.values);
  // As many digits as tell them apart.
  for (int digits = 3; digits < 8; ++digits) {
    std::vector<std::string> texts;
    for (const double number : factor.numbers) texts.push_back(readable(number, digits));
    std::vector<std::string> distinct = texts;
    std::ranges::sort(distinct);
    if (std::ranges::adjacent_find(distinct) == distinct.end()) return texts;
  }
  return factor.values;
}

double final_mean(const ExperimentData& data, std::size_t configuration, std::size_t column) {
  const SummaryRow& row = data.summary_of(configuration);
  return column < row.finals.size() ? row.finals[column].mean : NAN;
}

bool means_want_log(const ExperimentData& data, std::size_t column, double ratio) {
  std::vector<double> means;
  for (std::size_t c = 0; c < data.configurations(); ++c) means.push_back(final_mean(data, c, column));
  return is_wide(means, ratio);
}

bool is_wide(const std::vector<double>& means, double ratio) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const double mean : means) {
    if (!std::isfinite(mean)) continue;
    low = std::min(low, mean);
    high = std::max(high, mean);
  }
  return low > 0 && high > low && high / low > ratio;
}

picture::ColorScale colors_of(const ExperimentData& data, std::size_t column) {
  picture::ColorScale scale;
  if (data.columns[column].better != Direction::higher) scale.palette = picture::Palette::viridis_reversed;
  scale.title = in_sentence(title_of(data.columns[column]));
  scale.log = means_want_log(data, column);
  return scale;
}

std::string why_without_value(const ExperimentData& data, std::size_t configuration) {
  const SummaryRow& row = data.summary_of(configuration);
  if (row.diverged > 0) return "diverged";
  if (row.failed > 0) return "failed";
  return "missing";
}

Figure grid_figure(const ExperimentData& data, const Factor& across, const Factor& down, std::size_t column,
                   std::string name) {
  Figure figure;
  const std::string title = title_of(data.columns[column]);
  figure.name = std::move(name);
  figure.heading = fmt::format("{} by {} and {}", title, down.title(), across.title());
  figure.data.headings = {down.name, across.name, "n", "mean", "std"};
  if (across.values.size() * down.values.size() > most_cells) return figure;
  const std::vector<GridCell> all = cells_of(data, across, down, column);
  picture::Cells cells;
  for (std::size_t v = 0; v < across.values.size(); ++v) cells.x.push_back(static_cast<double>(v));
  for (std::size_t v = 0; v < down.values.size(); ++v) cells.y.push_back(static_cast<double>(v));
  const bool texts = across.values.size() <= 14;
  for (std::size_t i = 0; i < all.size(); ++i) {
    cells.values.push_back(all[i].mean);
    cells.texts.push_back(texts ? cell_text(data, all[i]) : "");
    cells.tips.push_back(cell_tip(data, all[i]));
    if (std::isfinite(all[i].mean) &&
        (!cells.best || is_better(data.columns[column].better, all[i].mean, all[*cells.best].mean)))
      cells.best = i;
    std::size_t n = 0;
    for (const std::size_t c : all[i].configurations) n += data.summary_of(c).n;
    figure.data.rows.push_back({down.values[i / across.values.size()],
                                across.values[i % across.values.size()], static_cast<double>(n), all[i].mean,
                                all[i].std});
  }
  cells.color = colors_of(data, column);
  picture::Panel panel;
  panel.x = {
      .title = across.title(), .scale = picture::ScaleKind::category, .categories = value_texts(across)};
  panel.y = {.title = down.title(), .scale = picture::ScaleKind::category, .categories = value_texts(down)};
  panel.y.descending = !down.is_number();
  if (cells.best) {
    const GridCell& best = all[*cells.best];
    figure.caption =
        fmt::format("Best: {} = {}, {} = {}, which comes to {}.", down.title(),
                    value_text(down, *cells.best / across.values.size()), across.title(),
                    value_text(across, *cells.best % across.values.size()), readable(best.mean, 4));
  }
  figure.picture.panel_height = std::clamp(40.0 * static_cast<double>(down.values.size()), 180.0, 480.0);
  figure.picture.panels.push_back(std::move(panel));
  figure.picture.panels.back().marks.emplace_back(std::move(cells));
  return figure;
}

std::optional<GridImportance> grid_importance(const ExperimentData& data, std::size_t column) {
  if (data.factors.size() < 2 || !is_grid(data.factors, data.configurations())) return std::nullopt;
  GridImportance result;
  const auto full = full_grid(data, column, result.left_out);
  if (!full) return std::nullopt;
  result.importance = functional_anova(full->grid);
  if (!std::isfinite(result.importance.seeds)) return std::nullopt;
  return result;
}

std::string percent_text(double share) {
  const double percent = 100 * share;
  if (percent > 0 && percent < 0.1) return "< 0.1 %";
  return readable(percent, percent < 10 ? 2 : 3) + " %";
}

std::string importance_text(const ExperimentData& data, const GridImportance& importance) {
  std::vector<std::pair<double, std::string>> parts;
  double pairs = importance.importance.rest;
  for (const Importance::Part& part : importance.importance.parts) {
    if (part.factors.size() == 1) {
      parts.emplace_back(part.share, data.factors[part.factors[0]].title());
    } else {
      pairs += part.share;
    }
  }
  sort_stably(parts, [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string> texts;
  for (const auto& [share, name] : parts) {
    if (texts.size() == 3) break;
    texts.push_back(texts.empty() ? fmt::format("{} explains {} of the variance", name, percent_text(share))
                                  : fmt::format("{} {}", name, percent_text(share)));
  }
  if (parts.size() > 3) texts.push_back("the others less");
  texts.push_back("keys acting together " + percent_text(pairs));
  if (data.plan.runs.size() > data.configurations())
    texts.push_back(repetitions_word(data) + " " + percent_text(importance.importance.seeds));
  std::string text = join(texts, ", ") + " (exact functional ANOVA of the grid";
  if (!importance.left_out.empty())
    text += " without " + join(importance.left_out, ", ") + ", where runs have no value";
  return text + ").";
}

}  // namespace runner::page
