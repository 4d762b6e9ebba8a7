#include "page/tried.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "base/text.h"
#include "page/curves.h"
#include "page/grid.h"
#include "picture/svg.h"
#include "statistics/bootstrap.h"
#include "statistics/many_data_sets.h"
#include "statistics/two_samples.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_scored = 12;  // algorithms

/// The costs of an algorithm's runs on a problem, lower being better; one that diverged is worse than all.
std::vector<double> costs_of_runs(const ExperimentData& data, std::size_t configuration, std::size_t column) {
  std::vector<double> costs;
  if (configuration == Factor::none) return costs;
  for (const std::size_t run : data.runs_of(configuration)) {
    const RunRow& row = data.row_of(run);
    if (counts(row) && std::isfinite(row.finals[column])) {
      costs.push_back(cost(data.columns[column].better, row.finals[column]));
    } else if (row.result && row.result->status == Status::diverged) {
      costs.push_back(HUGE_VAL);
    }
  }
  return costs;
}

/// [problem][algorithm] their runs' costs, of the problems on which each of them has some.
using CostsOfRuns = std::vector<std::vector<std::vector<double>>>;

CostsOfRuns costs_of_all_runs(const ExperimentData& data, const Tried& tried, std::size_t column) {
  CostsOfRuns all;
  for (const auto& row : tried.configuration) {
    std::vector<std::vector<double>> costs;
    for (const std::size_t c : row) costs.push_back(costs_of_runs(data, c, column));
    if (std::ranges::none_of(costs, [](const auto& some) { return some.empty(); }))
      all.push_back(std::move(costs));
  }
  return all;
}

/// Of each run of an algorithm the share of the other algorithms' runs on its problem that it beats, ties
/// half; a list per problem.
SampleLists scores_of(const CostsOfRuns& all, std::size_t algorithm) {
  SampleLists scores;
  for (const auto& problem : all) {
    std::vector<double> others;
    for (std::size_t a = 0; a < problem.size(); ++a)
      if (a != algorithm) others.insert(others.end(), problem[a].begin(), problem[a].end());
    scores.emplace_back();
    for (const double value : problem[algorithm])
      scores.back().push_back(probability_larger(others, std::vector<double>{value}));
  }
  return scores;
}

double middle_of_all(const SampleLists& samples) {
  std::vector<double> values;
  for (const auto& sample : samples) values.insert(values.end(), sample.begin(), sample.end());
  return interquartile_mean(std::move(values));
}

/// The interquartile mean of the scores with an interval stratified by problem (Agarwal et al. 2021).
Figure middle_figure(const ExperimentData& data, const Tried& tried, const CostsOfRuns& all) {
  Figure figure;
  figure.name = "interquartile_means";
  figure.heading = fmt::format("Typical standing of a run, over {} problems", all.size());
  figure.data.headings = {"algorithm", "iqm", "ci95_low", "ci95_high", "runs"};
  figure.picture.series = series_of_algorithms(data, tried);
  figure.picture.legend = picture::Legend::none;
  picture::Panel panel{.x = {.title = "share of the others' runs that a run beats", .low = 0, .high = 1},
                       .y = {.scale = picture::ScaleKind::category, .descending = true}};
  std::size_t best = 0;
  double highest = -1;
  std::string told;
  for (std::size_t a = 0; a < tried.algorithms.size(); ++a) {
    const SampleLists scores = scores_of(all, a);
    const double iqm = middle_of_all(scores);
    const Bootstrap interval = bootstrap(scores, middle_of_all);
    std::size_t runs = 0;
    for (const auto& sample : scores) runs += sample.size();
    const std::string text = fmt::format("{}, 95 % interval {} to {}", readable(iqm),
                                         readable(interval.ci95.low), readable(interval.ci95.high));
    panel.y.categories.push_back(tried.algorithms[a]);
    panel.marks.emplace_back(picture::Intervals{.series = a,
                                                .at = {static_cast<double>(a)},
                                                .low = {interval.ci95.low},
                                                .middle = {iqm},
                                                .high = {interval.ci95.high},
                                                .horizontal = true,
                                                .texts = {tried.algorithms[a] + ": " + text}});
    figure.data.rows.push_back(
        {tried.algorithms[a], iqm, interval.ci95.low, interval.ci95.high, static_cast<double>(runs)});
    if (iqm <= highest) continue;
    best = a;
    highest = iqm;
    told = text;
  }
  panel.marks.emplace_back(picture::Rule{.vertical = true, .at = 0.5});
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = fmt::format(
      "{} stands highest: {}. Each run is scored by the share of the other alternatives' runs on the same "
      "problem that it "
      "beats, ties half (a run that diverged beats none); shown is the mean of the middle half of these "
      "scores "
      "(interquartile mean) with the percentile interval of a bootstrap that draws the runs of each problem "
      "by themselves "
      "(Agarwal et al. 2021).",
      tried.algorithms[best], told);
  return figure;
}

/// How often a run of one is better than a run of the other on the same problem, mean over the problems.
Figure duels_figure(const Tried& tried, const CostsOfRuns& all) {
  Figure figure;
  figure.name = "probability_of_improvement";
  figure.heading = "How often a run of one is better than a run of the other";
  figure.data.headings = {"algorithm", "other", "probability"};
  const std::size_t n = tried.algorithms.size();
  picture::Cells cells;
  cells.color = {
      .palette = picture::Palette::diverging, .title = "P(row better)", .low = 0, .high = 1, .middle = 0.5};
  for (std::size_t a = 0; a < n; ++a) {
    cells.x.push_back(static_cast<double>(a));
    cells.y.push_back(static_cast<double>(a));
  }
  std::string strongest;
  double furthest = -1;
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      double sum = 0;
      for (const auto& problem : all) sum += probability_larger(problem[b], problem[a]);
      const double chance = a == b ? NAN : sum / static_cast<double>(all.size());
      cells.values.push_back(chance);
      cells.texts.push_back(a == b ? "–" : readable(chance, 2));
      cells.tips.push_back(a == b ? tried.algorithms[a]
                                  : fmt::format("{} better than {}: {}", tried.algorithms[a],
                                                tried.algorithms[b], readable(chance)));
      if (a == b) continue;
      figure.data.rows.push_back({tried.algorithms[a], tried.algorithms[b], chance});
      if (chance <= furthest) continue;
      furthest = chance;
      strongest = fmt::format("A run of {} is better than one of {} in {} of 100 cases", tried.algorithms[a],
                              tried.algorithms[b], readable(100 * chance, 2));
    }
  }
  picture::Panel panel{
      .x = {.title = "than this one", .scale = picture::ScaleKind::category, .categories = tried.algorithms},
      .y = {.title = "this one is better",
            .scale = picture::ScaleKind::category,
            .categories = tried.algorithms,
            .descending = true}};
  panel.marks.emplace_back(std::move(cells));
  figure.picture.panel_height = std::clamp(40.0 * static_cast<double>(n), 140.0, 460.0);
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = strongest + ": on the same problem, ties half, mean over the problems.";
  return figure;
}

}  // namespace

Tried tried_on_problems(const ExperimentData& data) {
  const Factor& problem = data.factors[*data.shape.problem];
  Tried tried;
  tried.problems = value_texts(problem);
  tried.configuration.resize(problem.values.size());
  std::vector<std::vector<std::string>> texts;
  for (const Factor& factor : data.factors) texts.push_back(value_texts(factor));
  std::map<std::vector<std::size_t>, std::size_t> known;
  for (std::size_t c = 0; c < data.configurations(); ++c) {
    std::vector<std::size_t> values;
    std::vector<std::string> names;
    for (std::size_t f = 0; f < data.factors.size(); ++f) {
      const Factor& factor = data.factors[f];
      if (f == *data.shape.problem) continue;
      values.push_back(factor.of[c]);
      if (factor.of[c] == Factor::none) continue;
      const std::string& value = texts[f][factor.of[c]];
      names.push_back(factor.is_number() ? fmt::format("{}={}", factor.title(), value) : value);
    }
    const auto [at, is_new] = known.emplace(values, known.size());
    if (is_new) {
      tried.algorithms.push_back(join(names, " "));
      const std::size_t other = *data.shape.problem == 0 ? 1 : 0;
      tried.keys.push_back(data.factors.size() == 2
                               ? fmt::format("{}={}", data.factors[other].name, values[0])
                               : fmt::format("algorithm={}", at->second));
    }
    if (problem.of[c] == Factor::none) continue;
    auto& row = tried.configuration[problem.of[c]];
    row.resize(std::max(row.size(), at->second + 1), Factor::none);
    row[at->second] = c;
  }
  for (auto& row : tried.configuration) row.resize(tried.algorithms.size(), Factor::none);
  return tried;
}

std::vector<picture::Series> series_of_algorithms(const ExperimentData& data, const Tried& tried) {
  std::vector<picture::Series> series;
  for (std::size_t a = 0; a < tried.algorithms.size(); ++a) {
    picture::Series one{.key = tried.keys[a], .label = tried.algorithms[a], .look = a};
    std::size_t runs = 0, diverged = 0;
    for (const auto& row : tried.configuration) {
      if (row[a] == Factor::none) continue;
      runs += data.summary_of(row[a]).runs;
      diverged += data.summary_of(row[a]).diverged;
    }
    one.runs = runs;
    one.diverged = diverged;
    series.push_back(std::move(one));
  }
  return series;
}

std::vector<Figure> figures_of_scores(const ExperimentData& data, const Tried& tried, std::size_t column) {
  const CostsOfRuns all = costs_of_all_runs(data, tried, column);
  if (all.size() < 2 || tried.algorithms.size() < 2 || tried.algorithms.size() > most_scored) return {};
  std::vector<Figure> figures;
  // An interval needs repetitions.
  if (data.plan.runs.size() > data.configurations()) figures.push_back(middle_figure(data, tried, all));
  figures.push_back(duels_figure(tried, all));
  return figures;
}

}  // namespace runner::page
