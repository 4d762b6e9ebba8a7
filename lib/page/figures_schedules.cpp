// Schedules side by side: the learning rate over the epochs, one panel each, as courses draw them.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "page/curves.h"
#include "page/figures.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

constexpr std::size_t most_schedules = 9;

bool is_of_scheduler(const Factor& factor) {
  return factor.name == "scheduler" || factor.name.starts_with("scheduler.");
}

}  // namespace

std::vector<Figure> figures_of_schedules(const ExperimentData& data) {
  const auto lr = data.find("lr");
  const bool swept = std::ranges::any_of(data.factors, is_of_scheduler);
  if (!lr || !swept || data.factors.size() != 1) return {};
  Figure figure;
  figure.name = "schedules";
  figure.heading = "Learning rate of each schedule";
  figure.data.headings = {"configuration", "epoch", "lr"};
  figure.picture.same_x = figure.picture.same_y = true;
  figure.picture.legend = picture::Legend::none;
  const auto shown = shown_configurations(data, most_schedules);
  figure.picture.series = series_of(data, shown);
  for (std::size_t series = 0; series < shown.size(); ++series) {
    const Curves& curves = data.curves[data.runs_of(shown[series]).front()];
    if (curves.values.size() <= *lr || curves.values[*lr].empty()) continue;
    picture::Panel panel{.title = data.name_of(shown[series]),
                         .x = {.title = "epoch", .whole = true},
                         .y = {.title = "learning rate", .from_zero = true}};
    picture::Line line{.series = series, .steps = true, .what = "lr"};
    for (std::size_t i = 0; i < curves.epochs.size(); ++i) {
      line.x.push_back(static_cast<double>(curves.epochs[i]));
      line.y.push_back(curves.values[*lr][i]);
      figure.data.rows.push_back({data.plan.labels[shown[series]], line.x.back(), line.y.back()});
    }
    panel.marks.emplace_back(std::move(line));
    figure.picture.panels.push_back(std::move(panel));
  }
  if (figure.picture.panels.size() < 2) return {};
  figure.picture.note = left_out_note(data, shown.size());
  figure.caption = "Each over its own epochs and all on the same axes.";
  return {std::move(figure)};
}

}  // namespace runner::page
