// Of a halving who was trained how far; and of any search whether stopping early is safe: how far the ranks
// at an epoch are those at the end.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "page/curves.h"
#include "page/many_keys.h"
#include "page/reached.h"
#include "picture/svg.h"
#include "statistics/correlation.h"
#include "statistics/two_samples.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_survivors = 120;
constexpr std::size_t least_ranked = 5;     // fewer ranks agree by chance
constexpr std::size_t most_looked_at = 60;  // epochs
constexpr double close = 0.9;

/// What configurations had at an epoch and what they have later, lower being better.
struct Ranked {
  double epoch = 0;
  std::vector<double> then = {}, later = {};
};

/// The mean cost of a configuration's runs at an epoch; NaN where one of them was not measured there.
double cost_at(const ExperimentData& data, std::size_t configuration, std::size_t column,
               std::int64_t epoch) {
  double sum = 0;
  const std::vector<std::size_t>& runs = data.runs_of(configuration);
  for (const std::size_t run : runs) {
    const Curves& curves = data.curves[run];
    if (curves.values.size() <= column || curves.values[column].empty()) return NAN;
    const auto at = std::ranges::lower_bound(curves.epochs, epoch);
    if (at == curves.epochs.end() || *at != epoch) return NAN;
    sum += curves.values[column][static_cast<std::size_t>(at - curves.epochs.begin())];
  }
  return cost(data.columns[column].better, sum / static_cast<double>(runs.size()));
}

/// At each of `epochs` the configurations that have a value there and `later` one, with both.
template <class Later>
std::vector<Ranked> ranked_at(const ExperimentData& data, std::size_t column,
                              const std::vector<std::int64_t>& epochs, Later later) {
  std::vector<Ranked> all;
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    Ranked ranked{.epoch = static_cast<double>(epochs[i])};
    for (std::size_t c = 0; c < data.configurations(); ++c) {
      const double then = cost_at(data, c, column, epochs[i]), at_end = later(c, i);
      if (!std::isfinite(then) || !std::isfinite(at_end)) continue;
      ranked.then.push_back(then);
      ranked.later.push_back(at_end);
    }
    // Before anything is trained all may be equal.
    const bool differs = std::isfinite(rank_correlation(ranked.then, ranked.later));
    if (ranked.then.size() >= least_ranked && differs) all.push_back(std::move(ranked));
  }
  return all;
}

/// Of a halving rung against the next one; else the epochs that were evaluated, not too many, against the
/// end.
std::vector<Ranked> ranked(const ExperimentData& data, std::size_t column) {
  std::vector<std::int64_t> epochs;
  if (data.shape.search) {
    for (const Rung& rung : data.plan.rungs) epochs.push_back(rung.epochs);
    const std::vector<std::int64_t> before(epochs.begin(), epochs.end() - 1);
    return ranked_at(data, column, before,
                     [&](std::size_t c, std::size_t i) { return cost_at(data, c, column, epochs[i + 1]); });
  }
  const std::vector<std::int64_t>* longest = &data.curves.front().epochs;
  for (const Curves& curves : data.curves)
    if (curves.epochs.size() > longest->size()) longest = &curves.epochs;
  const std::size_t each = 1 + longest->size() / most_looked_at;
  for (std::size_t i = 0; i < longest->size(); i += each) epochs.push_back((*longest)[i]);
  if (!longest->empty() && epochs.back() != longest->back()) epochs.push_back(longest->back());
  return ranked_at(data, column, epochs, [&](std::size_t c, std::size_t) {
    return cost(data.columns[column].better, data.summary_of(c).finals[column].mean);
  });
}

/// Where the one that is best later stands, 1 being the first.
double place_of_best(const Ranked& ranked) {
  const auto best = static_cast<std::size_t>(std::ranges::min_element(ranked.later) - ranked.later.begin());
  return mean_ranks(ranked.then)[best];
}

std::string agreement_text(const ExperimentData& data, const std::vector<double>& epochs,
                           const std::vector<double>& correlations, const std::vector<Ranked>& all) {
  if (data.shape.search)
    return fmt::format(
        "At epoch {} the ranks of those that were trained on are those at the next rung to {} (Spearman): "
        "the more, the "
        "less is lost by stopping the others there.",
        readable(epochs.front()), readable(correlations.front(), 2));
  std::size_t from = correlations.size();
  while (from > 0 && correlations[from - 1] >= close) --from;
  std::string text =
      from < correlations.size() && from + 1 < epochs.size()
          ? fmt::format(
                "From epoch {} on ranks are nearly the final ones (Spearman's correlation at least {}): "
                "configurations could have been stopped there.",
                readable(epochs[from]), close)
          : "Ranks change up to the end: stopping early would have dropped good configurations.";
  std::size_t in_half = all.size();
  while (in_half > 0 &&
         2 * place_of_best(all[in_half - 1]) <= static_cast<double>(all[in_half - 1].then.size()) + 1)
    --in_half;
  if (in_half < all.size())
    text +=
        fmt::format(" The best one is in the better half from epoch {} on.", readable(all[in_half].epoch));
  return text;
}

}  // namespace

Figure survival_figure(const ExperimentData& data, std::size_t column) {
  Figure figure;
  figure.name = "survival";
  figure.heading = "Who was trained how far";
  figure.data.headings = {"configuration", "last_epoch", "mean"};
  figure.picture.series = {{.key = "last", .label = "trained to the end"},
                           {.key = "stopped", .label = "stopped at a rung", .grey = true}};
  const auto end = static_cast<double>(data.plan.rungs.back().epochs);
  picture::Panel curves{
      .title = "curves", .x = {.title = "epoch", .whole = true}, .y = reached_axis(data, column)};
  std::size_t finished = 0, drawn = 0;
  for (const std::size_t c : best_first(data, column)) {
    const double last = last_epoch(data, c);
    const bool is_finished = last >= end;
    finished += is_finished ? 1 : 0;
    figure.data.rows.push_back({data.plan.labels[c], last, reached_mean(data, c, column)});
    if (drawn == most_survivors) continue;
    if (data.runs_of(c).empty()) continue;
    // One repetition of each: those that were stopped have no mean over the repetitions.
    const std::size_t run = data.runs_of(c).front();
    const Curves& of_run = data.curves[run];
    if (of_run.values.size() <= column || of_run.values[column].empty()) continue;
    ++drawn;
    picture::Line line{
        .series = is_finished ? 0U : 1U, .run = data.plan.runs[run].id, .y = of_run.values[column]};
    for (const std::int64_t epoch : of_run.epochs) line.x.push_back(static_cast<double>(epoch));
    line.faint = !is_finished;
    curves.marks.emplace_back(std::move(line));
  }
  if (drawn < data.configurations())
    curves.note = fmt::format("{} of {} configurations, the best ones", drawn, data.configurations());
  for (const Rung& rung : data.plan.rungs)
    curves.marks.emplace_back(picture::Rule{.vertical = true, .at = static_cast<double>(rung.epochs)});
  picture::Panel counts{.title = "configurations at each rung",
                        .x = {.title = "trained to epoch", .scale = picture::ScaleKind::category},
                        .y = {.title = "configurations", .whole = true, .from_zero = true}};
  counts.y.high = 1.1 * static_cast<double>(data.plan.rungs.front().configurations);
  picture::Bars bars{.series = 0};
  std::vector<std::string> told;
  for (const Rung& rung : data.plan.rungs) {
    bars.at.push_back(static_cast<double>(counts.x.categories.size()));
    bars.from.push_back(0);
    bars.to.push_back(static_cast<double>(rung.configurations));
    bars.labels.push_back(std::to_string(rung.configurations));
    counts.x.categories.push_back(std::to_string(rung.epochs));
    told.push_back(fmt::format("{}{} to epoch {}", rung.configurations, told.empty() ? " were trained" : "",
                               rung.epochs));
  }
  counts.marks.emplace_back(std::move(bars));
  figure.picture.panels = {std::move(curves), std::move(counts)};
  figure.picture.legend = picture::Legend::below;
  figure.caption = fmt::format(
      "Of {} configurations {}. {} reached the end. A value at an earlier epoch is not one of the end: "
      "configurations are only comparable where they were trained alike.",
      data.configurations(), join(told, ", "), finished);
  return figure;
}

std::optional<Figure> agreement_figure(const ExperimentData& data, std::size_t column) {
  if (data.configurations() < least_ranked || data.curves.empty()) return std::nullopt;
  const std::vector<Ranked> all = ranked(data, column);
  Figure figure;
  figure.name = "rank_agreement";
  figure.heading = data.shape.search ? "How far ranks at a rung are those at the next one"
                                     : "How early ranks are the final ones";
  figure.data.headings = {"epoch", "configurations", "rank_correlation", "place_of_the_best"};
  figure.picture.series = {{.key = "agreement", .label = "agreement"}};
  figure.picture.legend = picture::Legend::none;
  picture::Panel correlation{.title = "agreement of the ranks",
                             .x = {.title = "epoch", .whole = true},
                             .y = {.title = "Spearman's correlation"}};
  picture::Panel best{.title = data.shape.search ? "where the best of the next rung stands"
                                                 : "where the best of the end stands",
                      .x = {.title = "epoch", .whole = true},
                      .y = {.title = "better ones (%)", .low = 0, .high = 100}};
  picture::Line agrees{.series = 0, .markers = true, .what = "agreement"},
      place{.series = 0, .markers = true, .what = "place"};
  for (const Ranked& one : all) {
    const double value = rank_correlation(one.then, one.later);
    const double at = place_of_best(one), n = static_cast<double>(one.then.size());
    agrees.x.push_back(one.epoch);
    agrees.y.push_back(value);
    place.x.push_back(one.epoch);
    place.y.push_back(100 * (at - 1) / n);
    figure.data.rows.push_back({one.epoch, n, value, at});
  }
  if (agrees.x.empty() || (!data.shape.search && agrees.x.size() < 2)) return std::nullopt;
  figure.caption = agreement_text(data, agrees.x, agrees.y, all);
  correlation.y.low = std::min(0.0, *std::ranges::min_element(agrees.y));
  correlation.y.high = 1.02;
  correlation.marks.emplace_back(picture::Rule{.at = close, .label = readable(close)});
  correlation.marks.emplace_back(std::move(agrees));
  best.marks.emplace_back(picture::Rule{.at = 50, .label = "the better half"});
  best.marks.emplace_back(std::move(place));
  figure.picture.panels = {std::move(correlation), std::move(best)};
  return figure;
}

}  // namespace runner::page
