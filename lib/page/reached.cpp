#include "page/reached.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/stable_sort.h"
#include "page/curves.h"
#include "page/grid.h"
#include "picture/svg.h"
#include "record/status.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_with_texts = 500, most_points = 2000;

std::string configuration_text(const ExperimentData& data, std::size_t configuration, std::size_t column) {
  if (!data.shape.search)
    return fmt::format("{}: {}", data.name_of(configuration),
                       mean_text(data.summary_of(configuration).finals[column]));
  return fmt::format("{}: {} at epoch {}", data.name_of(configuration),
                     readable(reached_mean(data, configuration, column), 4), last_epoch(data, configuration));
}

}  // namespace

double last_epoch(const ExperimentData& data, std::size_t configuration) {
  double last = 0;
  for (const std::size_t run : data.runs_of(configuration)) {
    const Curves& curves = data.curves[run];
    if (!curves.epochs.empty()) last = std::max(last, static_cast<double>(curves.epochs.back()));
  }
  return last;
}

double reached_mean(const ExperimentData& data, std::size_t configuration, std::size_t column) {
  if (!data.shape.search) return final_mean(data, configuration, column);
  double sum = 0;
  std::size_t n = 0;
  for (const std::size_t run : data.runs_of(configuration)) {
    const RunRow& row = data.row_of(run);
    if (!row.result || row.finals.size() <= column || !std::isfinite(row.finals[column])) continue;
    if (!counts(row) && row.result->status != Status::interrupted) continue;
    sum += row.finals[column];
    ++n;
  }
  return n > 0 ? sum / static_cast<double>(n) : NAN;
}

std::vector<std::size_t> best_first(const ExperimentData& data, std::size_t column) {
  std::vector<std::size_t> order;
  for (const SummaryRow& row : data.summary) order.push_back(row.configuration);
  if (!data.shape.search) return order;
  std::vector<std::pair<double, double>> by;
  for (std::size_t c = 0; c < data.configurations(); ++c) {
    const double mean = reached_mean(data, c, column);
    by.emplace_back(-last_epoch(data, c),
                    std::isfinite(mean) ? cost(data.columns[column].better, mean) : HUGE_VAL);
  }
  sort_stably(order, [&](std::size_t a, std::size_t b) { return by[a] < by[b]; });
  return order;
}

std::size_t size_of_best_tenth(const ExperimentData& data) {
  return std::max<std::size_t>(3, data.configurations() / 10);
}

std::size_t stride_of_points(const ExperimentData& data) {
  return 1 + (data.configurations() - 1) / most_points;
}

std::string stride_note(const ExperimentData& data) {
  const std::size_t stride = stride_of_points(data);
  return stride == 1 ? "" : fmt::format("Of the other configurations one in {} is drawn.", stride);
}

picture::Axis reached_axis(const ExperimentData& data, std::size_t column) {
  picture::Axis axis{.title = in_sentence(title_of(data.columns[column]))};
  std::vector<double> means;
  for (std::size_t c = 0; c < data.configurations(); ++c) means.push_back(reached_mean(data, c, column));
  if (is_wide(means, 20)) axis.scale = picture::ScaleKind::log;
  return axis;
}

void add_reached(const ExperimentData& data, std::size_t configuration, std::size_t column, double x,
                 double y, picture::Points& points) {
  points.x.push_back(x);
  points.y.push_back(y);
  points.runs.push_back(data.plan.runs[data.runs_of(configuration).front()].id);
  if (data.configurations() <= most_with_texts)
    points.texts.push_back(configuration_text(data, configuration, column));
}

}  // namespace runner::page
