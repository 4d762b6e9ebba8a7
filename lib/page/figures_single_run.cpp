// One run: training beside what is held back, the learning rate, the gradient's norm, and where there are
// predictions what is taken for what, or what is left over, and whether probabilities are to be believed.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "base/choice.h"
#include "page/curves.h"
#include "page/figures.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::array<Part, 3> every_part = {Part::train, Part::val, Part::test};

std::string word_of(Part part) {
  if (part == Part::val) return "validation";
  return part == Part::none ? "run" : std::string(choice_name(part) == "train" ? "training" : "test");
}

/// "accuracy" of "val_accuracy": what several parts have in common.
std::string quantity_of(const Column& column) {
  if (column.part == Part::none) return column.name;
  return column.name.substr(std::min(column.name.size(), column.name.find('_') + 1));
}

/// The columns of one quantity, those of each part.
struct Quantity {
  std::string name;
  std::vector<std::size_t> columns;
};

std::vector<Quantity> quantities_of(const ExperimentData& data) {
  std::vector<Quantity> quantities;
  for (std::size_t i = 0; i < data.overview.columns.size(); ++i) {
    if (std::ranges::any_of(data.averages, [&](const Average& a) { return a.column == i; })) continue;
    const std::string name = quantity_of(data.columns[i]);
    auto known = std::ranges::find_if(quantities, [&](const Quantity& q) { return q.name == name; });
    if (known == quantities.end()) known = quantities.insert(quantities.end(), {name, {}});
    known->columns.push_back(i);
  }
  return quantities;
}

/// Whether the quantity is small and large by turns on a scale that only its logarithm shows.
bool spreads_widely(const ExperimentData& data, const Quantity& quantity) {
  return std::ranges::all_of(quantity.columns,
                             [&](std::size_t column) { return wants_log(data, {0}, column, 20); });
}

picture::Panel panel_of(const ExperimentData& data, const Quantity& quantity, DataTable& table) {
  picture::Panel panel;
  std::string words = quantity.name;
  std::ranges::replace(words, '_', ' ');
  panel.title = words;
  panel.x = {.title = "epoch", .whole = true};
  panel.y.title = words;
  if (spreads_widely(data, quantity)) panel.y.scale = picture::ScaleKind::log;
  const Curves& curves = data.curves.front();
  for (const std::size_t column : quantity.columns) {
    const Column& described = data.columns[column];
    if (curves.values.empty() || curves.values[column].empty()) continue;
    const auto series =
        static_cast<std::size_t>(std::ranges::find(every_part, described.part) - every_part.begin()) %
        every_part.size();
    picture::Line line = run_line(data, 0, column, series);
    line.what = word_of(described.part);
    for (std::size_t i = 0; i < line.x.size(); ++i)
      table.rows.push_back({described.name, line.x[i], line.y[i]});
    panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

/// How far apart training and what is held back are where the weights are best.
std::string gap_text(const ExperimentData& data) {
  const RunRow& row = data.row_of(0);
  const Column& primary = data.columns[*data.overview.primary];
  std::string text =
      fmt::format("{} ends at {}", title_of(primary), readable(row.finals[*data.overview.primary], 4));
  if (row.best_epoch && std::isfinite(row.bests[*data.overview.primary]))
    text += fmt::format(", its best is {} at epoch {}", readable(row.bests[*data.overview.primary], 4),
                        *row.best_epoch);
  const auto train = data.find("train_" + quantity_of(primary));
  if (row.best_epoch && train && primary.part != Part::train && !data.curves[0].values[*train].empty()) {
    const auto& epochs = data.curves[0].epochs;
    const auto at = static_cast<std::size_t>(std::ranges::find(epochs, *row.best_epoch) - epochs.begin());
    if (at < epochs.size()) {
      const double held = data.curves[0].values[*data.overview.primary][at],
                   trained = data.curves[0].values[*train][at];
      text += fmt::format("; there training is at {}, a gap of {}", readable(trained, 4),
                          readable(std::abs(trained - held)));
    }
  }
  text += ".";
  if (data.timing && row.result->seconds && !data.curves[0].epochs.empty()) {
    const auto epochs = static_cast<double>(data.curves[0].epochs.back());
    text += fmt::format(" The run took {}", picture::readable_seconds(*row.result->seconds));
    if (epochs > 0)
      text += fmt::format(", {} an epoch", picture::readable_seconds(*row.result->seconds / epochs));
    text += ".";
  }
  return text;
}

Figure curves_of_parts(const ExperimentData& data) {
  Figure figure;
  figure.name = "curves";
  figure.heading = "Training and what is held back, by epoch";
  figure.data.headings = {"column", "epoch", "value"};
  for (const Part part : every_part) figure.picture.series.push_back({word_of(part), word_of(part)});
  const Part primary = data.columns[*data.overview.primary].part;
  if (primary == Part::none) figure.picture.series.front() = {"run", "run"};
  constexpr std::size_t most_panels = 6;
  for (const Quantity& quantity : quantities_of(data)) {
    if (quantity.name == "grad_norm" || figure.picture.panels.size() >= most_panels) continue;
    picture::Panel panel = panel_of(data, quantity, figure.data);
    const auto& best = data.row_of(0).best_epoch;
    if (best) panel.marks.emplace_back(picture::Rule{true, static_cast<double>(*best), "best", {}});
    figure.picture.panels.push_back(std::move(panel));
  }
  figure.caption = gap_text(data);
  return figure;
}

/// The norm of the gradient, where it is measured.
std::optional<Figure> gradient_figure(const ExperimentData& data) {
  for (const Quantity& quantity : quantities_of(data)) {
    if (quantity.name != "grad_norm") continue;
    Figure figure;
    figure.name = "gradient_norm";
    figure.heading = "Norm of the gradient by epoch";
    figure.data.headings = {"column", "epoch", "value"};
    for (const Part part : every_part) figure.picture.series.push_back({word_of(part), word_of(part)});
    figure.picture.panels.push_back(panel_of(data, quantity, figure.data));
    figure.picture.panels.front().title.clear();
    const auto& values = data.curves.front().values[quantity.columns.front()];
    figure.caption = fmt::format("The gradient's norm ends at {}.",
                                 readable(values.empty() ? std::nan("") : values.back()));
    return figure;
  }
  return std::nullopt;
}

}  // namespace

std::vector<Figure> figures_of_single_run(const ExperimentData& data) {
  std::vector<Figure> figures;
  const bool is_single =
      data.shape.kind == Kind::single_run && data.overview.primary && data.row_of(0).result;
  if (is_single && data.shape.trajectory == 0) {
    figures.push_back(curves_of_parts(data));
    Figure rates = rates_figure(data, {0});
    if (!rates.picture.panels.empty()) figures.push_back(std::move(rates));
    if (auto gradient = gradient_figure(data)) figures.push_back(std::move(*gradient));
  }
  return figures;
}

}  // namespace runner::page
