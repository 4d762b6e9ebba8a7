// Three keys and more, or a search: which key matters, what each does, all of them at once in parallel
// coordinates.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "base/stable_sort.h"
#include "base/text.h"
#include "config/node.h"
#include "page/curves.h"
#include "page/figures.h"
#include "page/grid.h"
#include "page/many_keys.h"
#include "page/reached.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

constexpr std::size_t most_slices = 9, most_upright_axes = 9, most_parallel_rows = 250, most_key_curves = 8;
constexpr std::size_t the_best = 0, the_others = 1;  // series

/// The configurations that belong to the best tenth, at least three of them; with those that are as good as
/// the last of these.
std::vector<bool> best_tenth(const ExperimentData& data, std::size_t column) {
  std::vector<bool> is_best(data.configurations(), false);
  std::size_t found = 0;
  // As best_first orders them: by rank, or of a search by how far they were trained and what they came to.
  const auto place = [&](std::size_t c) {
    return data.shape.search ? std::pair(last_epoch(data, c), reached_mean(data, c, column))
                             : std::pair(0.0, static_cast<double>(data.summary_of(c).rank));
  };
  std::pair<double, double> last;
  for (const std::size_t c : best_first(data, column)) {
    if (found >= size_of_best_tenth(data) && place(c) != last) break;
    is_best[c] = std::isfinite(reached_mean(data, c, column));
    last = place(c);
    ++found;
  }
  return is_best;
}

std::vector<picture::Series> best_and_others() {
  return {{.key = "best", .label = "best tenth"}, {.key = "others", .label = "others", .grey = true}};
}

/// Words, and few enough numbers to name each, have a place each; other numbers a scale.
bool has_places(const Factor& factor) {
  constexpr std::size_t few = 8;
  return !factor.is_number() || factor.values.size() <= few;
}

picture::Axis axis_of(const Factor& factor) {
  picture::Axis axis{.title = factor.title()};
  if (has_places(factor)) {
    axis.scale = picture::ScaleKind::category;
    axis.categories = value_texts(factor);
  } else if (factor.log) {
    axis.scale = picture::ScaleKind::log;
  }
  return axis;
}

/// Where a configuration stands on a factor's axis; NaN where it has no value of it.
double place_of(const Factor& factor, std::size_t configuration) {
  const std::size_t value = factor.of[configuration];
  if (value == Factor::none) return NAN;
  return has_places(factor) ? static_cast<double>(value) : factor.numbers[value];
}

std::optional<Figure> importance_figure(const ExperimentData& data, const GridImportance& all) {
  constexpr std::size_t most_bars = 12;
  Figure figure;
  figure.name = "importance";
  figure.heading = "What the differences come from";
  figure.data.headings = {"keys", "share_of_variance"};
  std::vector<std::pair<double, std::string>> parts;
  for (const Importance::Part& part : all.importance.parts) {
    std::vector<std::string> names;
    for (const std::size_t f : part.factors) names.push_back(data.factors[f].title());
    parts.emplace_back(part.share, join(names, " × "));
  }
  sort_stably(parts, [](const auto& a, const auto& b) { return a.first > b.first; });
  double rest = all.importance.rest;
  if (parts.size() > most_bars) {
    for (std::size_t i = most_bars; i < parts.size(); ++i) rest += parts[i].first;
    parts.resize(most_bars);
  }
  if (data.factors.size() > 2) parts.emplace_back(rest, "all else together");
  if (data.plan.runs.size() > data.configurations())
    parts.emplace_back(all.importance.seeds, repetitions_word(data));
  picture::Panel panel{.x = {.title = "share of the variance (%)", .from_zero = true},
                       .y = {.scale = picture::ScaleKind::category, .descending = true}};
  picture::Bars bars{.series = 0, .horizontal = true};
  double largest = 0;
  for (const auto& [share, name] : parts) {
    bars.at.push_back(static_cast<double>(panel.y.categories.size()));
    bars.from.push_back(0);
    bars.to.push_back(100 * share);
    bars.labels.push_back(percent_text(share));
    panel.y.categories.push_back(name);
    largest = std::max(largest, 100 * share);
    figure.data.rows.push_back({name, share});
  }
  panel.x.high = std::max(1.0, 1.15 * largest);
  figure.picture.series = {{.key = "share", .label = "share"}};
  panel.marks.emplace_back(std::move(bars));
  figure.picture.panels.push_back(std::move(panel));
  figure.picture.legend = picture::Legend::none;
  figure.caption = importance_text(data, all);
  return figure;
}

/// Factors by their importance where that is known, else in their order.
std::vector<std::size_t> factors_in_order(const ExperimentData& data,
                                          const std::optional<GridImportance>& importance) {
  std::vector<std::size_t> order(data.factors.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (!importance) return order;
  std::vector<double> share(order.size(), 0);
  for (const Importance::Part& part : importance->importance.parts)
    if (part.factors.size() == 1) share[part.factors[0]] = part.share;
  sort_stably(order, [&](std::size_t a, std::size_t b) { return share[a] > share[b]; });
  return order;
}

Figure slices_figure(const ExperimentData& data, const std::vector<std::size_t>& order, std::size_t column) {
  Figure figure;
  figure.name = "slices";
  figure.heading = fmt::format("{} by each key", title_of(data.columns[column]));
  figure.data.headings = {"configuration", "key", "value", "mean"};
  figure.picture.series = best_and_others();
  figure.picture.same_y = true;
  const std::vector<bool> is_best = best_tenth(data, column);
  for (const std::size_t f : order) {
    const Factor& factor = data.factors[f];
    if (figure.picture.panels.size() == most_slices) break;
    picture::Panel panel{.x = axis_of(factor), .y = reached_axis(data, column)};
    picture::Points best{.series = the_best}, others{.series = the_others, .faint = true};
    for (std::size_t c = 0; c < data.configurations(); ++c) {
      const double x = place_of(factor, c), y = reached_mean(data, c, column);
      if (!std::isfinite(x) || !std::isfinite(y)) continue;
      if (is_best[c] || c % stride_of_points(data) == 0)
        add_reached(data, c, column, x, y, is_best[c] ? best : others);
      figure.data.rows.push_back({data.plan.labels[c], factor.name, factor.values[factor.of[c]], y});
    }
    panel.marks.emplace_back(std::move(others));
    panel.marks.emplace_back(std::move(best));
    figure.picture.panels.push_back(std::move(panel));
  }
  if (data.factors.size() > most_slices)
    figure.picture.note = fmt::format("{} of {} keys.", most_slices, data.factors.size());
  if (!stride_note(data).empty())
    figure.picture.note += (figure.picture.note.empty() ? "" : " ") + stride_note(data);
  figure.caption = fmt::format(
      "Each point is the mean of a configuration; the best tenth stands out: {} of {} configurations.",
      std::ranges::count(is_best, true), data.configurations());
  return figure;
}

Figure parallel_figure(const ExperimentData& data, const std::vector<std::size_t>& order,
                       std::size_t column) {
  Figure figure;
  figure.name = "parallel_coordinates";
  figure.heading = "All keys at once";
  figure.picture.series = best_and_others();
  picture::Parallel parallel;
  std::vector<std::size_t> shown(
      order.begin(), order.begin() + static_cast<std::ptrdiff_t>(std::min(most_upright_axes, order.size())));
  figure.data.headings = {"configuration"};
  for (const std::size_t f : shown) {
    parallel.axes.push_back(axis_of(data.factors[f]));
    figure.data.headings.push_back(data.factors[f].name);
  }
  parallel.axes.push_back(reached_axis(data, column));
  // The better end of the column is at the top, as it is for a person who reads from there.
  parallel.axes.back().descending = data.columns[column].better != Direction::higher;
  figure.data.headings.push_back(data.columns[column].name);
  const std::vector<bool> is_best = best_tenth(data, column);
  const std::size_t each = (data.configurations() + most_parallel_rows - 1) / most_parallel_rows;
  std::size_t drawn = 0;
  const std::vector<std::size_t> ordered = best_first(data, column);
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    const std::size_t c = ordered[i];
    const bool draw =
        ordered.size() <= most_parallel_rows || (is_best[c] && i < most_parallel_rows / 2) || i % each == 0;
    if (!draw) continue;
    ++drawn;
    picture::Parallel::Row row{.series = is_best[c] ? the_best : the_others,
                               .run = data.plan.runs[data.runs_of(c).front()].id,
                               .faint = !is_best[c]};
    std::vector<DataTable::Value> cells = {data.plan.labels[c]};
    for (const std::size_t f : shown) {
      row.values.push_back(place_of(data.factors[f], c));
      const std::size_t value = data.factors[f].of[c];
      cells.emplace_back(value == Factor::none ? std::string() : data.factors[f].values[value]);
    }
    row.values.push_back(reached_mean(data, c, column));
    cells.emplace_back(row.values.back());
    figure.data.rows.push_back(std::move(cells));
    parallel.rows.push_back(std::move(row));
  }
  if (drawn < data.configurations())
    figure.picture.note = fmt::format("{} of {} configurations: the best ones, and of the others every {}th.",
                                      drawn, data.configurations(), each);
  figure.picture.panels.push_back({.marks = {std::move(parallel)}});
  figure.caption = "Each line is a configuration; the better end of the last axis is at its top.";
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_many_keys(const ExperimentData& data) {
  std::vector<Figure> figures;
  if (data.shape.kind != Kind::many_keys || !data.overview.primary || !data.shape.comparable) return figures;
  const std::size_t primary = *data.overview.primary;
  const auto importance = data.shape.search ? std::nullopt : grid_importance(data, primary);
  const std::vector<std::size_t> order = factors_in_order(data, importance);
  figures.push_back(best_so_far_figure(data, primary));
  if (importance)
    if (auto figure = importance_figure(data, *importance)) figures.push_back(std::move(*figure));
  if (!data.factors.empty()) {
    figures.push_back(slices_figure(data, order, primary));
    figures.push_back(parallel_figure(data, order, primary));
  }
  if (data.shape.search) figures.push_back(survival_figure(data, primary));
  if (auto agreement = agreement_figure(data, primary)) figures.push_back(std::move(*agreement));
  if (data.shape.trajectory == 0) {
    std::vector<std::size_t> shown = best_first(data, primary);
    shown.resize(std::min(shown.size(), most_key_curves));
    std::ranges::sort(shown);
    figures.push_back(curves_figure(data, shown, main_columns(data), "curves"));
  }
  return figures;
}

}  // namespace runner::page
