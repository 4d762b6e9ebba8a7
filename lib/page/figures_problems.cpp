// The same alternatives on several problems or data sets. Values of different problems are never set against
// each other: each problem has its own axes, and what is compared over all of them are ranks.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/stable_sort.h"
#include "base/text.h"
#include "page/curves.h"
#include "page/figures.h"
#include "page/grid.h"
#include "page/tried.h"
#include "picture/svg.h"
#include "statistics/many_data_sets.h"
#include "statistics/two_samples.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_problems = 12, most_algorithms = 8;

/// The cost of each algorithm on a problem, lower being better; infinite where it has no value.
std::vector<double> costs_on(const ExperimentData& data, const std::vector<std::size_t>& row,
                             std::size_t column) {
  std::vector<double> costs;
  for (const std::size_t c : row) {
    const double value = c == Factor::none ? NAN : final_mean(data, c, column);
    costs.push_back(std::isfinite(value) ? cost(data.columns[column].better, value) : HUGE_VAL);
  }
  return costs;
}

/// 1 the best; equal ones share the mean of their ranks.
std::vector<double> ranks_of(const std::vector<double>& costs) {
  return mean_ranks_of({costs});
}

/// Against all others on all problems.
struct Record {
  double wins = 0, ties = 0, losses = 0;
};

Record record_of(const CostTable& costs, std::size_t algorithm) {
  Record record;
  for (const auto& row : costs) {
    for (std::size_t other = 0; other < row.size(); ++other) {
      if (other == algorithm) continue;
      const bool equal = row[algorithm] == row[other] || differ_by_rounding(row[algorithm], row[other]);
      ++(equal ? record.ties : row[algorithm] < row[other] ? record.wins : record.losses);
    }
  }
  return record;
}

Figure curves_by_problem(const ExperimentData& data, const Tried& tried, std::size_t column) {
  Figure figure;
  figure.name = "curves_by_problem";
  figure.heading = fmt::format("{} by epoch, problem by problem", title_of(data.columns[column]));
  figure.data.headings = {"problem", "algorithm", "epoch", "n", "mean", "std"};
  figure.picture.series = series_of_algorithms(data, tried);
  for (std::size_t p = 0; p < tried.problems.size() && p < most_problems; ++p) {
    picture::Panel panel{.title = tried.problems[p], .x = {.title = "epoch", .whole = true}};
    panel.y.title = in_sentence(title_of(data.columns[column]));
    double low = HUGE_VAL, high = 0;
    bool negative = false;

    for (std::size_t a = 0; a < tried.algorithms.size() && a < most_algorithms; ++a) {
      const std::size_t c = tried.configuration[p][a];
      if (c == Factor::none) continue;
      const Aggregate over = aggregate(data, c, column);
      picture::Line line{.series = a, .x = over.epochs, .y = over.mean, .what = "mean"};
      if (data.summary_of(c).n == 0 && !line.y.empty()) {  // a cross where the last of its runs diverged
        line.x.push_back(line.x.back() + 1);
        line.y.push_back(NAN);
      }
      for (const double value : over.mean) {
        negative = negative || value < 0;
        high = std::max(high, value);
        if (value > 0) low = std::min(low, value);
      }
      for (std::size_t i = 0; i < over.epochs.size(); ++i)
        figure.data.rows.push_back(
            {tried.problems[p], tried.algorithms[a], over.epochs[i], over.n[i], over.mean[i], over.std[i]});
      panel.marks.emplace_back(std::move(line));
    }
    if (!negative && high > 20 * low) {
      panel.y.scale = picture::ScaleKind::log;
      panel.y.low = std::max(low, high * 1e-16);  // a value of exactly 0 has no place of its own
    }
    figure.picture.panels.push_back(std::move(panel));
  }
  std::vector<std::string> left_out;
  if (tried.problems.size() > most_problems)
    left_out.push_back(fmt::format("{} of {} problems", most_problems, tried.problems.size()));
  if (tried.algorithms.size() > most_algorithms)
    left_out.push_back(fmt::format("{} of {} alternatives", most_algorithms, tried.algorithms.size()));
  figure.picture.note = join(left_out, ", ");
  figure.caption = "Each problem has its own axes: their values can't be compared with each other.";
  if (data.plan.runs.size() > data.configurations())
    figure.caption += fmt::format(" Lines are means over {}.", repetitions_word(data));
  return figure;
}

/// Each alternative's rank on each problem, with the value that it has there.
Figure ranks_figure(const ExperimentData& data, const Tried& tried, std::size_t column) {
  Figure figure;
  figure.name = "ranks";
  figure.heading = fmt::format("Ranks by {} on each problem", in_sentence(title_of(data.columns[column])));
  figure.data.headings = {"algorithm", "problem", "rank", "mean", "std"};
  picture::Cells cells;
  cells.color = {.palette = picture::Palette::viridis_reversed,
                 .title = "rank on the problem",
                 .low = 1.0,
                 .high = std::max(2.0, static_cast<double>(tried.algorithms.size()))};
  std::vector<std::vector<double>> ranks;
  for (std::size_t p = 0; p < tried.problems.size(); ++p) {
    ranks.push_back(ranks_of(costs_on(data, tried.configuration[p], column)));
    cells.x.push_back(static_cast<double>(p));
  }
  std::vector<std::size_t> wins(tried.algorithms.size(), 0);
  for (std::size_t a = 0; a < tried.algorithms.size(); ++a) {
    cells.y.push_back(static_cast<double>(a));
    for (std::size_t p = 0; p < tried.problems.size(); ++p) {
      const std::size_t c = tried.configuration[p][a];
      const double mean = c == Factor::none ? NAN : final_mean(data, c, column);
      const double rank = std::isfinite(mean) ? ranks[p][a] : NAN;
      wins[a] += rank == 1 ? 1 : 0;
      cells.values.push_back(rank);
      cells.texts.push_back(c == Factor::none     ? ""
                            : std::isfinite(mean) ? readable(rank, 2) + "\n" + readable(mean)
                                                  : why_without_value(data, c));
      cells.tips.push_back(fmt::format("{} on {}: {}", tried.algorithms[a], tried.problems[p],
                                       c == Factor::none     ? "not tried"
                                       : std::isfinite(mean) ? mean_text(data.summary_of(c).finals[column])
                                                             : why_without_value(data, c)));
      figure.data.rows.push_back({tried.algorithms[a], tried.problems[p], rank, mean,
                                  c == Factor::none ? NAN : data.summary_of(c).finals[column].std});
    }
  }
  picture::Panel panel{
      .x = {.title = "problem", .scale = picture::ScaleKind::category, .categories = tried.problems},
      .y = {.scale = picture::ScaleKind::category, .categories = tried.algorithms, .descending = true}};
  panel.marks.emplace_back(std::move(cells));
  figure.picture.panels.push_back(std::move(panel));
  const auto most = static_cast<std::size_t>(std::max_element(wins.begin(), wins.end()) - wins.begin());
  figure.caption =
      fmt::format("{} is the best on {} of {} problems. In each cell the rank, and below it the mean.",
                  tried.algorithms[most], wins[most], tried.problems.size());
  return figure;
}

/// Mean ranks over the problems on which all alternatives were tried, with the reach of the critical
/// difference.
std::optional<Figure> mean_ranks_figure(const ExperimentData& data, const Tried& tried, std::size_t column) {
  CostTable costs;
  for (const auto& row : tried.configuration)
    if (std::ranges::find(row, Factor::none) == row.end()) costs.push_back(costs_on(data, row, column));
  if (costs.size() < 2 || tried.algorithms.size() < 2) return std::nullopt;
  const std::vector<double> means = mean_ranks_of(costs);
  Figure figure;
  figure.name = "mean_ranks";
  figure.heading = fmt::format("Mean rank over {} problems", costs.size());
  figure.data.headings = {"algorithm", "mean_rank", "wins", "ties", "losses"};
  figure.picture.series = series_of_algorithms(data, tried);
  figure.picture.legend = picture::Legend::none;
  std::vector<std::size_t> order;
  for (std::size_t a = 0; a < means.size(); ++a) order.push_back(a);
  sort_stably(order, [&](std::size_t a, std::size_t b) { return means[a] < means[b]; });
  const double critical = critical_difference(means.size(), costs.size());
  picture::Panel panel{.x = {.title = "mean rank (1 is the best)"},
                       .y = {.scale = picture::ScaleKind::category, .descending = true}};
  panel.x.low = 0.5;
  panel.x.high = static_cast<double>(means.size()) + 0.5;
  for (const std::size_t a : order) {
    const auto place = static_cast<double>(panel.y.categories.size());
    const Record record = record_of(costs, a);
    panel.y.categories.push_back(
        fmt::format("{} {}/{}/{}", tried.algorithms[a], record.wins, record.ties, record.losses));
    panel.marks.emplace_back(picture::Intervals{.series = a,
                                                .at = {place},
                                                .low = {means[a] - critical / 2},
                                                .middle = {means[a]},
                                                .high = {means[a] + critical / 2},
                                                .horizontal = true,
                                                .texts = {fmt::format("mean rank {}", readable(means[a]))}});
    figure.data.rows.push_back({tried.algorithms[a], means[a], record.wins, record.ties, record.losses});
  }
  figure.picture.panels.push_back(std::move(panel));
  const FriedmanTest test = friedman(costs);
  figure.caption = fmt::format(
      "{} has the best mean rank, {}. Ranks whose bars overlap can't be told apart (Nemenyi's critical "
      "difference {} at "
      "5 %; Friedman's test p = {}). Behind each name its wins/ties/losses against the others over the "
      "problems.",
      tried.algorithms[order.front()], readable(means[order.front()]), readable(critical),
      readable(test.p, 2));
  return figure;
}

/// On what share of the problems an alternative needs at most so many times the loss of the best one.
std::optional<Figure> profile_figure(const ExperimentData& data, const Tried& tried, std::size_t column) {
  if (data.columns[column].role != Role::loss || tried.problems.size() < 3) return std::nullopt;
  CostTable costs;
  for (const auto& row : tried.configuration) {
    costs.push_back(costs_on(data, row, column));
    for (const double value : costs.back())
      if (value <= 0) return std::nullopt;  // no ratio
  }
  std::vector<double> limits;
  for (int k = 0; k <= 120; ++k) limits.push_back(std::pow(10.0, k / 40.0));
  const auto profile = performance_profile(costs, limits);
  Figure figure;
  figure.name = "profile";
  figure.heading = "Share of the problems within a multiple of the best loss";
  figure.data.headings = {"algorithm", "multiple", "share"};
  figure.picture.series = series_of_algorithms(data, tried);
  picture::Panel panel{
      .x = {.title = "loss, as a multiple of the best one's", .scale = picture::ScaleKind::log},
      .y = {.title = "share of the problems (%)", .low = 0, .high = 102}};
  panel.x.low = 1;
  for (std::size_t a = 0; a < profile.size() && a < most_algorithms; ++a) {
    picture::Line line{.series = a, .x = limits, .steps = true, .what = "profile"};
    for (std::size_t k = 0; k < limits.size(); ++k) {
      line.y.push_back(100 * profile[a][k]);
      figure.data.rows.push_back({tried.algorithms[a], limits[k], profile[a][k]});
    }
    panel.marks.emplace_back(std::move(line));
  }
  figure.picture.panels.push_back(std::move(panel));
  figure.caption =
      "Higher is better: at 1 the share of the problems on which it is the best (Dolan and Moré 2002).";
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_problems(const ExperimentData& data) {
  std::vector<Figure> figures;
  if (data.shape.kind != Kind::problems || !data.shape.problem || !data.overview.primary) return figures;
  const std::size_t primary = *data.overview.primary;
  const Tried tried = tried_on_problems(data);
  figures.push_back(ranks_figure(data, tried, primary));
  if (auto ranks = mean_ranks_figure(data, tried, primary)) figures.push_back(std::move(*ranks));
  for (Figure& scores : figures_of_scores(data, tried, primary)) figures.push_back(std::move(scores));
  figures.push_back(curves_by_problem(data, tried, primary));
  if (auto profile = profile_figure(data, tried, primary)) figures.push_back(std::move(*profile));
  return figures;
}

}  // namespace runner::page
