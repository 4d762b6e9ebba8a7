// Test functions of one or two parameters: the function with the way of each optimizer over it, the value
// along the way, and how far it is from the nearest minimum.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "base/text.h"
#include "page/curves.h"
#include "page/figures.h"
#include "page/grid.h"
#include "page/landscape.h"
#include "picture/svg.h"
#include "plan/experiment.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_panels = 9, grid_points = 61, line_points = 201, most_rows_of_data = 400;

/// The series of a run: of its configuration, or where several functions are tried of what is tried on each,
/// so that it has one look and one entry in all panels.
picture::Series series_of_run(const ExperimentData& data, const Landscape& landscape, std::size_t run) {
  const std::size_t configuration = data.plan.runs[run].configuration;
  picture::Series one = series_of(data, {configuration}).front();
  if (!landscape.name.empty() && data.factors.size() == 2) {
    const Factor& other = data.factors[*data.shape.problem == 0 ? 1 : 0];
    const std::size_t value = other.of[configuration];
    if (value != Factor::none)
      one = {
          .key = fmt::format("{}={}", other.name, value), .label = value_text(other, value), .look = value};
  }
  one.runs = 1;  // one repetition of each is drawn
  one.diverged = counts(data.row_of(run)) ? 0 : 1;
  return one;
}

/// Its place among the picture's series, where it is put if it is not there.
std::size_t add_series(picture::Picture& picture, picture::Series one) {
  const auto same = std::ranges::find(picture.series, one.key, &picture::Series::key);
  if (same == picture.series.end()) {
    picture.series.push_back(std::move(one));
    return picture.series.size() - 1;
  }
  *same->runs += *one.runs;
  *same->diverged += *one.diverged;
  return static_cast<std::size_t>(same - picture.series.begin());
}

std::vector<double> evenly(const Reach& reach, std::size_t count) {
  std::vector<double> places;
  for (std::size_t k = 0; k < count; ++k)
    places.push_back(reach.low +
                     (reach.high - reach.low) * static_cast<double>(k) / static_cast<double>(count - 1));
  return places;
}

bool any_diverged(const ExperimentData& data) {
  return std::ranges::any_of(data.summary, [](const SummaryRow& row) { return row.diverged > 0; });
}

/// The ends of the ways, as a sentence.
std::string ends_text(const ExperimentData& data, const Landscape& landscape) {
  constexpr std::size_t most_told = 4;
  std::vector<std::string> told;
  for (const std::size_t run : landscape.runs) {
    if (told.size() == most_told) break;
    const Iterations& steps = data.iterations.at(run);
    std::vector<std::string> place;
    for (std::size_t p = 0; p < steps.parameters(); ++p) {
      const std::vector<double>* values = steps.find("w" + std::to_string(p));
      place.push_back(values && !values->empty() ? readable(values->back(), 3) : "?");
    }
    const std::string& label = data.name_of(data.plan.runs[run].configuration);
    told.push_back(counts(data.row_of(run)) ? fmt::format("{} ends at ({})", label, join(place, ", "))
                                            : fmt::format("{} diverged", label));
  }
  std::string text = join(told, "; ");
  if (landscape.runs.size() > most_told) text += fmt::format("; {} more", landscape.runs.size() - most_told);
  return text + ".";
}

void add_steps(const ExperimentData& data, std::size_t run, DataTable& table) {
  const Iterations& steps = data.iterations.at(run);
  const std::vector<double>* iteration = steps.find("iteration");
  const std::size_t each = std::max<std::size_t>(1, steps.size() / most_rows_of_data);
  for (std::size_t k = 0; k < steps.size(); k += each) {
    std::vector<DataTable::Value> row = {data.plan.runs[run].label,
                                         iteration ? (*iteration)[k] : static_cast<double>(k)};
    for (std::size_t p = 0; p < data.shape.trajectory; ++p) {
      const std::vector<double>* values = steps.find("w" + std::to_string(p));
      row.emplace_back(values ? (*values)[k] : NAN);
    }
    table.rows.push_back(std::move(row));
  }
}

picture::Panel contours_panel(const ExperimentData& data, const Landscape& landscape,
                              picture::Picture& picture) {
  const std::vector<Reach> reach = reach_of(data, landscape);
  picture::Panel panel{.title = landscape.name, .x = {.title = "w0"}, .y = {.title = "w1"}};
  panel.x.low = reach[0].low;
  panel.x.high = reach[0].high;
  panel.y.low = reach[1].low;
  panel.y.high = reach[1].high;
  picture::Contours field;
  field.x = evenly(reach[0], grid_points);
  field.y = evenly(reach[1], grid_points);
  for (const double y : field.y)
    for (const double x : field.x) field.values.push_back(value_at(*landscape.config, {x, y}));
  Levels levels = levels_of(field.values);
  field.color = {.palette = picture::Palette::viridis, .title = "f(w)", .log = levels.log};
  if (levels.log && !levels.values.empty()) field.color.low = levels.values.front();
  field.levels = std::move(levels.values);
  panel.marks.emplace_back(std::move(field));
  for (const std::size_t run : landscape.runs) {
    const Iterations& steps = data.iterations.at(run);
    panel.marks.emplace_back(
        picture::Trajectory{.series = add_series(picture, series_of_run(data, landscape, run)),
                            .run = data.plan.runs[run].id,
                            .x = *steps.find("w0"),
                            .y = *steps.find("w1")});
  }
  for (const auto& minimum : landscape.config->problem->minima())
    panel.marks.emplace_back(
        picture::Annotation{.x = minimum[0], .y = minimum[1], .marker = picture::Marker::star});
  return panel;
}

Figure contours_figure(const ExperimentData& data, const std::vector<Landscape>& landscapes) {
  Figure figure;
  figure.name = "trajectories";
  figure.heading = "The ways over the function";
  figure.data.headings = {"configuration", "iteration", "w0", "w1"};
  for (const Landscape& landscape : landscapes) {
    if (figure.picture.panels.size() == most_panels) break;
    figure.picture.panels.push_back(contours_panel(data, landscape, figure.picture));
    for (const std::size_t run : landscape.runs) add_steps(data, run, figure.data);
    figure.caption += (figure.caption.empty() ? "" : " ") +
                      (landscape.name.empty() ? "" : landscape.name + ": ") + ends_text(data, landscape);
  }
  if (landscapes.size() > 1) figure.picture.columns = 2;
  if (landscapes.size() > most_panels)
    figure.picture.note = fmt::format("{} of {} functions.", most_panels, landscapes.size());
  figure.caption += fmt::format(
      " A ring is where a way starts, the large mark where it ends{}; dots are steps, stars minima.",
      any_diverged(data) ? ", a cross where it diverged" : "");
  return figure;
}

/// The function of one parameter with the steps of each optimizer on it, a panel each.
Figure steps_figure(const ExperimentData& data, const Landscape& landscape) {
  Figure figure;
  figure.name = "steps";
  figure.heading = "The steps on the function";
  figure.data.headings = {"configuration", "iteration", "w0"};
  for (const std::size_t run : landscape.runs)
    figure.picture.series.push_back(series_of_run(data, landscape, run));
  figure.picture.series.push_back({.key = "function", .label = "f(w)", .grey = true});
  figure.picture.same_x = figure.picture.same_y = true;
  figure.picture.legend = picture::Legend::none;
  const Reach reach = reach_of(data, landscape).front();
  picture::Line function{.series = landscape.runs.size(), .x = evenly(reach, line_points), .what = "f(w)"};
  for (const double x : function.x) function.y.push_back(value_at(*landscape.config, {x}));
  for (std::size_t i = 0; i < landscape.runs.size() && i < most_panels; ++i) {
    const std::size_t run = landscape.runs[i];
    picture::Panel panel{.title = data.name_of(data.plan.runs[run].configuration),
                         .x = {.title = "w"},
                         .y = {.title = "f(w)"}};
    panel.x.low = reach.low;
    panel.x.high = reach.high;
    const auto [least, most] = std::ranges::minmax(function.y);
    panel.y.low = least - 0.06 * (most - least);
    panel.y.high = most + 0.06 * (most - least);
    picture::Trajectory way{
        .series = i, .run = data.plan.runs[run].id, .x = *data.iterations.at(run).find("w0")};
    for (const double x : way.x) way.y.push_back(value_at(*landscape.config, {x}));
    panel.marks.emplace_back(function);
    panel.marks.emplace_back(std::move(way));
    figure.picture.panels.push_back(std::move(panel));
    add_steps(data, run, figure.data);
  }
  if (landscape.runs.size() > most_panels)
    figure.picture.note = fmt::format("{} of {} configurations.", most_panels, landscape.runs.size());
  figure.caption =
      fmt::format("{} A ring is where it starts, the large mark where it ends{}.", ends_text(data, landscape),
                  any_diverged(data) ? ", a cross where it diverged" : "");
  return figure;
}

/// What values lines have, and what of them is worth an axis: a run that diverges does not make the others
/// flat.
struct Span {
  double low = HUGE_VAL, high = -HUGE_VAL, least_positive = HUGE_VAL, start = 0;

  void hold(const std::vector<double>& values) {
    bool first = true;
    for (const double value : values) {
      if (!std::isfinite(value)) continue;
      if (first) start = std::max(start, std::abs(value));
      first = false;
      low = std::min(low, value);
      high = std::max(high, value);
      if (value > 0) least_positive = std::min(least_positive, value);
    }
  }

  void bound(picture::Axis& axis) const {
    constexpr double far = 1e3, small = 1e-16;  // of the start: below, a float is as good as 0
    if (start > 0 && high > far * start) axis.high = far * start;
    if (start > 0 && low < -far * start) axis.low = -far * start;
    if (low < 0 || high <= 20 * least_positive) return;
    axis.scale = picture::ScaleKind::log;
    axis.low = std::max(least_positive, small * std::max(start, least_positive));
  }
};

/// What `measure` says of each step, a line per run and a panel per function; without panels where it says
/// nothing.
using Measure = std::function<std::vector<double>(const Landscape&, const Iterations&)>;

Figure along_figure(const ExperimentData& data, const std::vector<Landscape>& landscapes,
                    const std::string& name, const std::string& heading, const std::string& axis,
                    const Measure& measure) {
  Figure figure;
  figure.name = name;
  figure.heading = heading;
  figure.data.headings = {"configuration", "iteration", name};
  for (const Landscape& landscape : landscapes) {
    if (figure.picture.panels.size() == most_panels) break;
    picture::Panel panel{
        .title = landscape.name, .x = {.title = "iteration", .whole = true}, .y = {.title = axis}};
    Span span;
    for (const std::size_t run : landscape.runs) {
      const Iterations& steps = data.iterations.at(run);
      picture::Line line{.run = data.plan.runs[run].id, .y = measure(landscape, steps)};
      if (line.y.empty()) continue;
      line.series = add_series(figure.picture, series_of_run(data, landscape, run));
      const std::vector<double>* iteration = steps.find("iteration");
      for (std::size_t k = 0; k < line.y.size(); ++k)
        line.x.push_back(iteration ? (*iteration)[k] : static_cast<double>(k));
      span.hold(line.y);
      const std::size_t each = std::max<std::size_t>(1, line.y.size() / most_rows_of_data);
      for (std::size_t k = 0; k < line.y.size(); k += each)
        figure.data.rows.push_back({data.plan.runs[run].label, line.x[k], line.y[k]});
      panel.marks.emplace_back(std::move(line));
    }
    if (panel.marks.empty()) continue;
    span.bound(panel.y);
    figure.picture.panels.push_back(std::move(panel));
  }
  return figure;
}

std::vector<double> values_along(const Landscape& landscape, const Iterations& steps) {
  std::vector<double> values;
  std::vector<double> w(steps.parameters());
  for (std::size_t k = 0; k < steps.size(); ++k) {
    for (std::size_t p = 0; p < w.size(); ++p) w[p] = (*steps.find("w" + std::to_string(p)))[k];
    values.push_back(value_at(*landscape.config, w));
  }
  return values;
}

std::vector<double> distances_along(const Landscape& landscape, const Iterations& steps) {
  const auto minima = landscape.config->problem->minima();
  if (minima.empty()) return {};
  std::vector<double> distances;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    double nearest = HUGE_VAL;
    for (const auto& minimum : minima) {
      double squares = 0;
      for (std::size_t p = 0; p < minimum.size(); ++p) {
        const double d = (*steps.find("w" + std::to_string(p)))[k] - minimum[p];
        squares += d * d;
      }
      nearest = std::min(nearest, std::isfinite(squares) ? std::sqrt(squares) : HUGE_VAL);
    }
    distances.push_back(std::isfinite(nearest) ? nearest : NAN);
  }
  return distances;
}

/// How far a way is from the nearest minimum goes up by so much of its start and comes down again, which it
/// does where it runs past the minimum, or around it.
bool turns_back(const std::vector<double>& distances) {
  constexpr double seen = 0.01;
  if (distances.empty()) return false;
  double lowest = distances.front(), risen = 0;
  for (const double distance : distances) {
    if (distance > lowest + seen * distances.front()) risen = std::max(risen, distance);
    if (risen > 0 && distance < risen - seen * distances.front()) return true;
    lowest = std::min(lowest, distance);
  }
  return false;
}

/// Whose distance rises before it falls; empty where none does.
std::string turning_text(const ExperimentData& data, const std::vector<Landscape>& landscapes) {
  std::vector<std::string> names;
  std::size_t more = 0;
  constexpr std::size_t most_turning = 4;
  for (const Landscape& landscape : landscapes) {
    for (const std::size_t run : landscape.runs) {
      if (!turns_back(distances_along(landscape, data.iterations.at(run)))) continue;
      names.size() < most_turning ? names.push_back(data.name_of(data.plan.runs[run].configuration))
                                  : static_cast<void>(++more);
    }
  }
  if (names.empty()) return "";
  return fmt::format("On the way the distance rises and falls again with {}{}.", join(names, "; "),
                     more > 0 ? fmt::format("; {} more", more) : "");
}

}  // namespace

std::vector<Figure> figures_of_trajectories(const ExperimentData& data) {
  std::vector<Figure> figures;
  if (data.shape.trajectory == 0) return figures;
  const std::vector<Landscape> landscapes = landscapes_of(data);
  if (landscapes.empty()) return figures;
  if (data.shape.trajectory == 2) {
    figures.push_back(contours_figure(data, landscapes));
  } else {
    for (const Landscape& landscape : landscapes) figures.push_back(steps_figure(data, landscape));
  }
  Figure values = along_figure(data, landscapes, "value_along", "The function's value along the way", "f(w)",
                               values_along);
  values.caption = fmt::format("At the parameters of each step, without the noise that training may add{}.",
                               any_diverged(data) ? "; a cross where a run diverged" : "");
  if (!values.picture.panels.empty()) figures.push_back(std::move(values));
  Figure distances = along_figure(data, landscapes, "distance_along", "Distance from the nearest minimum",
                                  "distance to the nearest minimum", distances_along);
  distances.caption = turning_text(data, landscapes);
  if (!distances.picture.panels.empty()) figures.push_back(std::move(distances));
  return figures;
}

}  // namespace runner::page
