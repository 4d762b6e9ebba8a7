// Two keys swept against each other: a heat map of the means, what each key does on average over the other
// one, and how much of the variance each explains.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "page/curves.h"
#include "page/figures.h"
#include "page/grid.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_levels = 40;

/// The key with more values goes across, where there is more room.
std::pair<const Factor*, const Factor*> across_and_down(const ExperimentData& data) {
  const Factor *a = &data.factors[0], *b = &data.factors[1];
  if (b->values.size() > a->values.size()) std::swap(a, b);
  return {a, b};
}

/// "Best at the edge: a better one may lie beyond lr = 0.1."
std::string edges_text(const ExperimentData& data) {
  if (data.summary.empty() || data.summary.front().rank == 0) return "";
  std::string text;
  const std::size_t best = data.summary.front().configuration;
  for (const Factor& factor : data.factors) {
    const std::size_t value = factor.of[best];
    const bool at_edge = value == 0 || value + 1 == factor.values.size();
    if (!factor.is_number() || factor.values.size() < 3 || !at_edge) continue;
    text += fmt::format(" The best {} is at the edge of the grid: a better one may lie beyond {}.",
                        factor.title(), value_text(factor, value));
  }
  return text;
}

picture::Axis scale_of(const Factor& factor) {
  picture::Axis axis{.title = factor.title()};
  if (factor.log) axis.scale = picture::ScaleKind::log;
  return axis;
}

/// One factor's values, each with all configurations that have it, the mean of their means joined.
picture::Panel margin_panel(const ExperimentData& data, const Factor& factor, std::size_t column,
                            DataTable& table) {
  picture::Panel panel;
  panel.y.title = in_sentence(title_of(data.columns[column]));
  if (means_want_log(data, column)) panel.y.scale = picture::ScaleKind::log;
  panel.x = scale_of(factor);
  if (!factor.is_number()) {
    panel.x.scale = picture::ScaleKind::category;
    panel.x.categories = value_texts(factor);
  }
  picture::Line mean{.series = 0, .markers = true, .what = "mean"};
  picture::Points each{.series = 0, .faint = true};
  for (std::size_t v = 0; v < factor.values.size(); ++v) {
    const double place = factor.is_number() ? factor.numbers[v] : static_cast<double>(v);
    double sum = 0;
    std::size_t n = 0;
    for (std::size_t c = 0; c < data.configurations(); ++c) {
      const double value = final_mean(data, c, column);
      if (factor.of[c] != v || !std::isfinite(value)) continue;
      each.x.push_back(place);
      each.y.push_back(value);
      each.texts.push_back(fmt::format("{}: {}", data.name_of(c), readable(value, 4)));
      sum += value;
      ++n;
    }
    const double value = n > 0 ? sum / static_cast<double>(n) : NAN;
    table.rows.push_back({factor.name, factor.values[v], static_cast<double>(n), value});
    if (n == 0) continue;  // else a rate at which nothing is left would take the axis for itself
    mean.x.push_back(place);
    mean.y.push_back(value);
  }
  panel.marks.emplace_back(std::move(each));
  panel.marks.emplace_back(std::move(mean));
  return panel;
}

Figure margins_figure(const ExperimentData& data, std::size_t column) {
  Figure figure;
  const std::string title = title_of(data.columns[column]);
  figure.name = "margins";
  figure.heading = fmt::format("{} by each key, over all values of the other one", title);
  figure.data.headings = {"key", "value", "configurations", "mean"};
  figure.picture.series = {{.key = "mean", .label = "mean"}};
  figure.picture.same_y = true;
  figure.picture.legend = picture::Legend::none;
  for (const Factor& factor : data.factors)
    figure.picture.panels.push_back(margin_panel(data, factor, column, figure.data));
  figure.caption = "Points are the means of single configurations, the line is the mean of these.";
  return figure;
}

/// Those values of a factor that have a mean with some value of the other one.
std::vector<std::size_t> values_with_mean(const ExperimentData& data, const Factor& factor,
                                          std::size_t column) {
  std::vector<bool> has(factor.values.size());
  for (std::size_t c = 0; c < data.configurations(); ++c)
    if (std::isfinite(final_mean(data, c, column))) has[factor.of[c]] = true;
  std::vector<std::size_t> values;
  for (std::size_t v = 0; v < has.size(); ++v)
    if (has[v]) values.push_back(v);
  return values;
}

/// " Nothing is drawn for lr = 1e39, where runs have no value."
std::string text_of_left_out(const Factor& factor, const std::vector<std::size_t>& values) {
  std::vector<std::string> left_out;
  for (std::size_t v = 0; v < factor.values.size(); ++v)
    if (std::ranges::find(values, v) == values.end()) left_out.push_back(value_text(factor, v));
  if (left_out.empty()) return "";
  return fmt::format(" Nothing is drawn for {}, where runs have no value.", join(left_out, ", "));
}

/// Levels between the values, by ratios where the colours are.
std::vector<double> levels_between(double low, double high, bool log) {
  constexpr int count = 9;
  std::vector<double> levels;
  for (int k = 1; k <= count; ++k) {
    const double part = static_cast<double>(k) / (count + 1);
    levels.push_back(log ? low * std::pow(high / low, part) : low + part * (high - low));
  }
  return levels;
}

/// The means as a landscape over two numbers with enough values of each.
std::optional<Figure> contours_figure(const ExperimentData& data, const Factor& across, const Factor& down,
                                      std::size_t column) {
  constexpr std::size_t least = 5, most = 100;
  for (const Factor* factor : {&across, &down})
    if (!factor->is_number() || factor->values.size() < least || factor->values.size() > most)
      return std::nullopt;
  const std::vector<std::size_t> columns = values_with_mean(data, across, column);
  const std::vector<std::size_t> rows = values_with_mean(data, down, column);
  if (columns.size() < least || rows.size() < least) return std::nullopt;
  picture::Contours field;
  for (const std::size_t v : columns) field.x.push_back(across.numbers[v]);
  for (const std::size_t v : rows) field.y.push_back(down.numbers[v]);
  field.values.assign(columns.size() * rows.size(), NAN);
  picture::Points tried{.series = 0}, without{.series = 0, .marker = picture::Marker::cross};
  double low = HUGE_VAL, high = -HUGE_VAL;
  std::optional<std::size_t> best;
  Figure figure;
  figure.data.headings = {across.name, down.name, "mean"};
  for (std::size_t c = 0; c < data.configurations(); ++c) {
    const double mean = final_mean(data, c, column);
    const bool has = std::isfinite(mean);
    figure.data.rows.push_back({across.values[across.of[c]], down.values[down.of[c]], mean});
    const auto at_column = std::ranges::find(columns, across.of[c]);
    const auto at_row = std::ranges::find(rows, down.of[c]);
    if (at_column == columns.end() || at_row == rows.end()) continue;
    picture::Points& points = has ? tried : without;
    points.x.push_back(across.numbers[across.of[c]]);
    points.y.push_back(down.numbers[down.of[c]]);
    points.texts.push_back(
        fmt::format("{}: {}", data.name_of(c), has ? readable(mean, 4) : why_without_value(data, c)));
    if (!has) continue;
    field.values[static_cast<std::size_t>(at_row - rows.begin()) * columns.size() +
                 static_cast<std::size_t>(at_column - columns.begin())] = mean;
    low = std::min(low, mean);
    high = std::max(high, mean);
    if (!best || is_better(data.columns[column].better, mean, final_mean(data, *best, column))) best = c;
  }
  if (!best || low == high) return std::nullopt;
  figure.name = "contours";
  figure.heading =
      fmt::format("{} over {} and {}", title_of(data.columns[column]), across.title(), down.title());
  figure.picture.series = {{.key = "tried", .label = "tried", .grey = true}};
  figure.picture.legend = picture::Legend::none;
  field.color = colors_of(data, column);
  field.levels = levels_between(low, high, field.color.log);
  field.color.low = low;
  field.color.high = high;
  picture::Panel panel{.x = scale_of(across), .y = scale_of(down)};
  panel.marks.emplace_back(std::move(field));
  panel.marks.emplace_back(std::move(tried));
  const bool some_without = !without.x.empty();
  if (some_without) panel.marks.emplace_back(std::move(without));
  panel.marks.emplace_back(picture::Annotation{.x = across.numbers[across.of[*best]],
                                               .y = down.numbers[down.of[*best]],
                                               .marker = picture::Marker::star});
  figure.picture.panels.push_back(std::move(panel));
  figure.caption =
      "Lines of equal means, drawn straight between what was tried (dots); the star is the best.";
  if (some_without) figure.caption += " A cross has no value: what lies around it is not known.";
  figure.caption += text_of_left_out(across, columns) + text_of_left_out(down, rows);
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_two_keys(const ExperimentData& data) {
  std::vector<Figure> figures;
  if (data.shape.kind != Kind::two_keys || !data.overview.primary || !data.shape.comparable) return figures;
  const std::size_t primary = *data.overview.primary;
  const auto [across, down] = across_and_down(data);
  Figure grid = grid_figure(data, *across, *down, primary, "grid");
  if (!grid.picture.panels.empty()) {
    if (const auto importance = grid_importance(data, primary))
      grid.caption += " " + importance_text(data, *importance);
    grid.caption += edges_text(data);
    figures.push_back(std::move(grid));
  }
  if (auto contours = contours_figure(data, *across, *down, primary)) figures.push_back(std::move(*contours));
  if (across->values.size() <= most_levels) figures.push_back(margins_figure(data, primary));
  if (data.shape.trajectory == 0) {
    constexpr std::size_t most_best_curves = 8;
    figures.push_back(
        curves_figure(data, shown_configurations(data, most_best_curves), main_columns(data), "curves"));
  }
  return figures;
}

}  // namespace runner::page
