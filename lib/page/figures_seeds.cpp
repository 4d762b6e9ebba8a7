// One configuration, repeated: the runs behind their mean, where each ends, and where they disagree about
// samples.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "page/curves.h"
#include "page/figures.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

constexpr std::size_t most_classes = 20;  // a matrix that can be read
constexpr std::size_t most_named = 24;    // runs, each with its name below

/// Of each kind of mistake, in how many samples the repetitions differ.
std::optional<Figure> disagreement_figure(const ExperimentData& data) {
  if (data.predictions.size() < 2) return std::nullopt;
  const Predictions& first = data.predictions.begin()->second;
  const std::size_t n = first.classes.size();
  if (n < 2 || n > most_classes) return std::nullopt;
  const Part part = first.held_back();
  std::vector<double> least(n * n, HUGE_VAL), most(n * n, 0), sum(n * n, 0);
  for (const auto& [run, predictions] : data.predictions) {
    if (predictions.classes != first.classes) return std::nullopt;
    const auto counts = confusion_of(predictions, part);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto count = static_cast<double>(counts[i]);
      least[i] = std::min(least[i], count);
      most[i] = std::max(most[i], count);
      sum[i] += count;
    }
  }
  Figure figure;
  figure.name = "disagreement";
  figure.heading = "Where the repetitions take samples for different classes";
  figure.data.headings = {"target", "prediction", "mean", "min", "max"};
  picture::Cells cells;
  cells.color = {.title = "most − least"};
  std::size_t widest = 0;
  for (std::size_t i = 0; i < n; ++i) {
    cells.x.push_back(static_cast<double>(i));
    cells.y.push_back(static_cast<double>(i));
  }
  for (std::size_t i = 0; i < n * n; ++i) {
    const double mean = sum[i] / static_cast<double>(data.predictions.size());
    cells.values.push_back(most[i] - least[i]);
    cells.texts.push_back(most[i] == 0 ? "" : fmt::format("{}–{}", least[i], most[i]));
    if (cells.values[i] > cells.values[widest]) widest = i;
    figure.data.rows.push_back({first.classes[i / n], first.classes[i % n], mean, least[i], most[i]});
  }
  if (cells.values[widest] == 0) return std::nullopt;  // they agree
  picture::Panel panel;
  panel.x = {.title = "predicted", .scale = picture::ScaleKind::category, .categories = first.classes};
  panel.y = {.title = "target", .scale = picture::ScaleKind::category, .categories = first.classes};
  panel.y.descending = true;
  panel.marks.emplace_back(std::move(cells));
  figure.picture.panel_height = std::clamp(40.0 * static_cast<double>(n), 180.0, 460.0);
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = fmt::format(
      "They differ most in how many of '{}' they take for '{}': {} to {} samples. In each cell the least and "
      "the most of {} runs.",
      first.classes[widest / n], first.classes[widest % n], least[widest], most[widest],
      data.predictions.size());
  return figure;
}

/// The last value of each run by its name, over the mean with its interval.
Figure each_final_figure(const ExperimentData& data, std::size_t column) {
  Figure figure = finals_figure(data, {0}, column);
  picture::Panel panel{.x = {.title = repetitions_word(data), .scale = picture::ScaleKind::category},
                       .y = figure.picture.panels.front().y};
  panel.x.title.pop_back();  // one of them
  picture::Points points{.series = 0};
  for (std::size_t i = 0; i < data.runs_of(0).size(); ++i) {
    const std::size_t run = data.runs_of(0)[i];
    const std::string name = repetition_of(data, run), before = panel.x.title + " ";
    panel.x.categories.push_back(name.starts_with(before) ? name.substr(before.size()) : name);
    const RunRow& row = data.row_of(run);
    if (!counts(row) || !std::isfinite(row.finals[column])) continue;
    points.x.push_back(static_cast<double>(i));
    points.y.push_back(row.finals[column]);
    points.runs.push_back(data.plan.runs[run].id);
    points.texts.push_back(run_text(data, run, row.finals[column]));
  }
  const Statistics& s = data.summary_of(0).finals[column];
  if (s.n > 1) {
    panel.marks.emplace_back(picture::Shade{.vertical = false, .from = s.ci95_low, .to = s.ci95_high});
    if (panel.y.scale == picture::ScaleKind::linear) {
      const double low = std::min(s.ci95_low, s.min), high = std::max(s.ci95_high, s.max);
      panel.y.low = low - 0.05 * (high - low);
      panel.y.high = high + 0.05 * (high - low);
    }
    panel.marks.emplace_back(
        picture::Rule{.at = s.mean, .label = fmt::format("mean {}", picture::readable(s.mean, 4))});
    figure.caption = fmt::format(
        "n = {}: mean {}, std {}, 95 % interval of the mean {} to {} (grey, Student's t), values from {} to "
        "{}.",
        s.n, picture::readable(s.mean, 4), picture::readable(s.std, 3), picture::readable(s.ci95_low, 4),
        picture::readable(s.ci95_high, 4), picture::readable(s.min, 4), picture::readable(s.max, 4));
  }
  panel.marks.emplace_back(std::move(points));
  figure.picture.panels = {std::move(panel)};
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_seeds(const ExperimentData& data) {
  std::vector<Figure> figures;
  if (data.shape.kind != Kind::seeds || !data.overview.primary) return figures;
  const std::vector<std::size_t> all = {0};
  figures.push_back(curves_figure(data, all, main_columns(data), "curves"));
  figures.push_back(data.plan.runs.size() <= most_named ? each_final_figure(data, *data.overview.primary)
                                                        : finals_figure(data, all, *data.overview.primary));
  const auto training = training_columns(data);
  if (!training.empty()) figures.push_back(curves_figure(data, all, training, "training_curves"));
  if (auto disagreement = disagreement_figure(data)) figures.push_back(std::move(*disagreement));
  Figure rates = rates_figure(data, all);
  if (!rates.picture.panels.empty()) figures.push_back(std::move(rates));
  return figures;
}

}  // namespace runner::page
