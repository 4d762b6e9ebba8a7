#include "page/reached.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/stable_sort.h"
#include "page/grid.h"
#include "record/status.h"

namespace runner::page {

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

}  // namespace runner::page
