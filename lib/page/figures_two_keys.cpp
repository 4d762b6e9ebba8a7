// Two keys swept against each other: a heat map of the means, what each key does on average over the other
// one, and how much of the variance each explains.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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

/// One factor's values, each with all configurations that have it, the mean of their means joined.
picture::Panel margin_panel(const ExperimentData& data, const Factor& factor, std::size_t column,
                            DataTable& table) {
  picture::Panel panel;
  panel.x.title = factor.title();
  panel.y.title = in_sentence(title_of(data.columns[column]));
  if (means_want_log(data, column)) panel.y.scale = picture::ScaleKind::log;
  if (factor.is_number()) {
    if (factor.log) panel.x.scale = picture::ScaleKind::log;
  } else {
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
      each.texts.push_back(fmt::format("{}: {}", data.plan.labels[c], readable(value, 4)));
      sum += value;
      ++n;
    }
    mean.x.push_back(place);
    mean.y.push_back(n > 0 ? sum / static_cast<double>(n) : NAN);
    table.rows.push_back({factor.name, factor.values[v], static_cast<double>(n), mean.y.back()});
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
  if (across->values.size() <= most_levels) figures.push_back(margins_figure(data, primary));
  if (data.shape.trajectory == 0) {
    constexpr std::size_t most_best_curves = 8;
    figures.push_back(
        curves_figure(data, shown_configurations(data, most_best_curves), main_columns(data), "curves"));
  }
  return figures;
}

}  // namespace runner::page
