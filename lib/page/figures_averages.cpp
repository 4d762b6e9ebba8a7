// Moving averages beside what they average: step by step where steps are recorded, else by epoch.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "page/curves.h"
#include "page/figures.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

/// Where the values of a column come from: the steps of a run, or its epochs.
struct Source {
  std::size_t run = 0;
  const Iterations* steps = nullptr;  ///< null: by epoch
};

Source source_of(const ExperimentData& data) {
  const std::size_t best = data.summary.front().run;
  const auto steps = data.iterations.find(best);
  return {best, steps == data.iterations.end() ? nullptr : &steps->second};
}

picture::Line line_of(const ExperimentData& data, const Source& source, std::size_t column,
                      std::size_t series) {
  picture::Line line{series, data.plan.runs[source.run].id};
  const std::string& name = data.columns[column].name;
  if (const auto* values = source.steps ? source.steps->find(name) : nullptr) {
    line.x = *source.steps->find("iteration");
    line.y = *values;
  } else if (!source.steps && !data.curves[source.run].values.empty()) {
    for (const std::int64_t epoch : data.curves[source.run].epochs)
      line.x.push_back(static_cast<double>(epoch));
    line.y = data.curves[source.run].values[column];
  }
  // Before the first value there is no average.
  while (!line.y.empty() && std::isnan(line.y.front())) {
    line.x.erase(line.x.begin());
    line.y.erase(line.y.begin());
  }
  line.what = series == 0 ? "value" : "average";
  return line;
}

void add_numbers(const picture::Line& line, const std::string& column, DataTable& table) {
  for (std::size_t i = 0; i < line.y.size(); ++i) table.rows.push_back({column, line.x[i], line.y[i]});
}

double wobble(const std::vector<double>& values) {
  double sum = 0;
  std::size_t n = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (!std::isfinite(values[i]) || !std::isfinite(values[i - 1])) continue;
    sum += std::abs(values[i] - values[i - 1]);
    ++n;
  }
  return n > 0 ? sum / static_cast<double>(n) : std::nan("");
}

Figure average_figure(const ExperimentData& data, std::size_t of, const std::vector<Average>& averages) {
  const Source source = source_of(data);
  const Column& column = data.columns[of];
  Figure figure;
  figure.name = "averages_of_" + std::to_string(of);
  figure.heading = fmt::format("{} and its moving averages", title_of(column));
  figure.data.headings = {"column", source.steps ? "iteration" : "epoch", "value"};
  picture::Panel panel;
  panel.x = {.title = source.steps ? "iteration" : "epoch", .whole = true};
  panel.y.title = in_sentence(title_of(column));
  figure.picture.series.push_back({"value", column.name});
  picture::Line raw = line_of(data, source, of, 0);
  raw.faint = true;
  add_numbers(raw, column.name, figure.data);
  const double before = wobble(raw.y);
  panel.marks.emplace_back(std::move(raw));
  std::string told;
  for (const Average& average : averages) {
    picture::Line line = line_of(data, source, average.column, figure.picture.series.size());
    const std::string label = fmt::format("β = {}", average.beta);
    figure.picture.series.push_back({fmt::format("beta{}", average.beta), label});
    add_numbers(line, data.columns[average.column].name, figure.data);
    if (const double after = wobble(line.y); after > 0)
      told = fmt::format("From step to step it changes by {} on average, its average with {} by {}.",
                         picture::readable(before), label, picture::readable(after));
    panel.marks.emplace_back(std::move(line));
  }
  figure.caption = told + " The more an average remembers (β), the smoother it is, and the later.";
  if (data.plan.runs.size() > 1)
    panel.note = fmt::format("{}, {}", data.name_of(data.plan.runs[source.run].configuration),
                             repetition_of(data, source.run));
  if (source.steps && source.steps->thinned())
    figure.picture.note = fmt::format(
        "Of {} steps the lowest and the highest of each piece; iterations.csv has all.", source.steps->rows);
  figure.picture.panels.push_back(std::move(panel));
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_averages(const ExperimentData& data) {
  std::map<std::size_t, std::vector<Average>> averages;
  for (const Average& average : data.averages) averages[average.of].push_back(average);
  std::vector<Figure> figures;
  if (data.summary.empty() || !data.row_of(data.summary.front().run).result) return figures;
  for (const auto& [of, some] : averages) {
    figures.push_back(average_figure(data, of, some));
    figures.back().name = averages.size() > 1 ? fmt::format("averages_{}", figures.size()) : "averages";
  }
  return figures;
}

}  // namespace runner::page
