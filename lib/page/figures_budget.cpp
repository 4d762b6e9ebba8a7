// How soon good configurations were found: the best so far against the number of configurations and against
// the epochs that were trained, with the band in which the same ones lie when they are drawn in a random
// order.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "page/curves.h"
#include "page/many_keys.h"
#include "page/reached.h"
#include "picture/svg.h"
#include "statistics/best_over_budget.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t best_series = 0, expected_series = 1, each_series = 2;
constexpr double band_low = 0.05, band_high = 0.95;

/// What was found after so many epochs of training, counted over all runs.
struct Found {
  double cost = 0, value = NAN;
};

double trained(const ExperimentData& data, std::size_t run) {
  const Curves& curves = data.curves[run];
  return curves.epochs.empty() ? 0 : static_cast<double>(curves.epochs.back());
}

/// One configuration after the other, each as far as it was trained.
std::vector<Found> found_one_by_one(const ExperimentData& data, std::size_t column) {
  std::vector<Found> all;
  double sum = 0;
  for (std::size_t c = 0; c < data.configurations(); ++c) {
    for (const std::size_t run : data.runs_of(c)) sum += trained(data, run);
    all.push_back({sum, reached_mean(data, c, column)});
  }
  return all;
}

/// The mean over a configuration's runs of what they had at the last evaluation up to an epoch.
double mean_at(const ExperimentData& data, std::size_t configuration, std::size_t column,
               std::int64_t epoch) {
  double sum = 0, n = 0;
  for (const std::size_t run : data.runs_of(configuration)) {
    const Curves& curves = data.curves[run];
    const auto behind = std::ranges::upper_bound(curves.epochs, epoch) - curves.epochs.begin();
    if (behind == 0 || curves.values.size() <= column || curves.values[column].empty()) continue;
    const double value = curves.values[column][static_cast<std::size_t>(behind) - 1];
    if (!std::isfinite(value)) continue;
    sum += value;
    n += 1;
  }
  return n > 0 ? sum / n : NAN;
}

/// Rung by rung, in each one configuration after the other: so a halving trains them.
std::vector<Found> found_by_rungs(const ExperimentData& data, std::size_t column) {
  std::vector<Found> all;
  double sum = 0, before = 0;
  for (const Rung& rung : data.plan.rungs) {
    const auto until = static_cast<double>(rung.epochs);
    for (std::size_t c = 0; c < data.configurations(); ++c) {
      if (last_epoch(data, c) <= before) continue;
      for (const std::size_t run : data.runs_of(c))
        sum += std::max(0.0, std::min(trained(data, run), until) - before);
      all.push_back({sum, mean_at(data, c, column, rung.epochs)});
    }
    before = until;
  }
  return all;
}

picture::Line best_line(const std::vector<Found>& all, Direction better, bool by_cost) {
  picture::Line line{.series = best_series, .steps = true, .what = "best so far"};
  double best = NAN;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (std::isfinite(all[i].value) && (!std::isfinite(best) || is_better(better, all[i].value, best)))
      best = all[i].value;
    if (!std::isfinite(best)) continue;
    line.x.push_back(by_cost ? all[i].cost : static_cast<double>(i + 1));
    line.y.push_back(best);
  }
  return line;
}

/// What so many of these values drawn at random lead one to expect.
struct Reference {
  std::vector<double> expected, replaced, low, high;
};

Reference reference_of(const std::vector<double>& means, Direction better) {
  const bool higher = better == Direction::higher;
  return {best_over_budget(means, higher), best_over_budget_with_replacement(means, higher),
          best_over_budget_quantile(means, higher, band_low),
          best_over_budget_quantile(means, higher, band_high)};
}

/// `each`: what one of them costs.
void add_reference(const Reference& reference, double each, picture::Panel& panel) {
  picture::Band band{.series = expected_series, .what = "90 % of the orders"};
  picture::Line line{.series = expected_series, .y = reference.expected, .what = "expected"};
  for (std::size_t n = 1; n <= reference.expected.size(); ++n)
    line.x.push_back(each * static_cast<double>(n));
  band.x = line.x;
  band.low = reference.low;
  band.high = reference.high;
  for (std::size_t n = 0; n < band.low.size(); ++n)
    if (band.low[n] > band.high[n]) std::swap(band.low[n], band.high[n]);
  panel.marks.emplace_back(std::move(band));
  panel.marks.emplace_back(std::move(line));
}

picture::Points points_of(const ExperimentData& data, std::size_t column, const std::vector<Found>& all) {
  picture::Points points{.series = each_series, .faint = true};
  for (std::size_t c = 0; c < all.size(); c += stride_of_points(data))
    if (std::isfinite(all[c].value))
      add_reached(data, c, column, static_cast<double>(c + 1), all[c].value, points);
  return points;
}

void add_rows(const ExperimentData& data, const std::vector<Found>& all, const Reference& reference,
              Direction better, DataTable& table) {
  table.headings = {"configuration",
                    "number",
                    "epochs_trained",
                    "mean",
                    "best_so_far",
                    "expected_of_so_many",
                    "expected_with_replacement",
                    "band_low",
                    "band_high"};
  double best = NAN;
  for (std::size_t c = 0; c < all.size(); ++c) {
    if (std::isfinite(all[c].value) && (!std::isfinite(best) || is_better(better, all[c].value, best)))
      best = all[c].value;
    const auto at = [&](const std::vector<double>& values) { return c < values.size() ? values[c] : NAN; };
    table.rows.push_back({data.plan.labels[c], static_cast<double>(c + 1), all[c].cost, all[c].value, best,
                          at(reference.expected), at(reference.replaced), at(reference.low),
                          at(reference.high)});
  }
}

std::string caption_of(const ExperimentData& data, const std::vector<Found>& all, const picture::Line& line,
                       bool independent) {
  std::size_t found = 0;
  while (found < all.size() && all[found].value != line.y.back()) ++found;
  std::string text = fmt::format("The best, {}, is number {} of {}", readable(line.y.back(), 4), found + 1,
                                 data.configurations());
  if (independent)
    return text +
           fmt::format(
               ", found after {} of {} epochs of training. Expected is the mean of the best of so many "
               "configurations drawn from these at random without putting one back (Tang et al. 2020), the "
               "band where 90 % of such random searches lie.",
               readable(all[found].cost, 6), readable(all.back().cost, 6));
  return text +
         ". By cost a value counts as soon as its rung is reached. There is no band of random search: nobody "
         "knows "
         "what those that were stopped would have come to.";
}

}  // namespace

Figure best_so_far_figure(const ExperimentData& data, std::size_t column) {
  Figure figure;
  const Direction better = data.columns[column].better;
  figure.name = "best_so_far";
  figure.heading = fmt::format("Best {} so far", in_sentence(title_of(data.columns[column])));
  figure.picture.series = {{.key = "best", .label = "best so far"},
                           {.key = "expected", .label = "to be expected of so many at random"},
                           {.key = "each", .label = "each configuration", .grey = true}};
  const std::vector<Found> all = found_one_by_one(data, column);
  std::vector<double> means;
  for (const Found& one : all)
    if (std::isfinite(one.value)) means.push_back(one.value);
  // Of configurations that were all trained alike and do not learn from each other.
  const bool independent = !data.shape.search && means.size() > 2;
  const Reference reference = independent ? reference_of(means, better) : Reference{};
  add_rows(data, all, reference, better, figure.data);
  picture::Panel by_number{.title = "by configurations",
                           .x = {.title = "configurations", .whole = true},
                           .y = reached_axis(data, column)};
  picture::Panel by_cost{.title = "by cost",
                         .x = {.title = "epochs trained, of all runs", .whole = true},
                         .y = reached_axis(data, column)};
  if (independent) {
    add_reference(reference, 1, by_number);
    add_reference(reference, all.back().cost / static_cast<double>(all.size()), by_cost);
  }
  picture::Line line = best_line(all, better, false);
  figure.caption =
      line.y.empty() ? "No configuration has a value yet." : caption_of(data, all, line, independent);
  by_number.marks.emplace_back(points_of(data, column, all));
  by_number.marks.emplace_back(std::move(line));
  by_cost.marks.emplace_back(best_line(data.shape.search ? found_by_rungs(data, column) : all, better, true));
  figure.picture.note = stride_note(data);
  figure.picture.panels.push_back(std::move(by_number));
  if (all.back().cost > 0) figure.picture.panels.push_back(std::move(by_cost));
  figure.picture.same_y = true;
  figure.picture.legend = picture::Legend::below;
  return figure;
}

}  // namespace runner::page
