// Every alternative against every other: the difference paired by repetition, how sure it is, how large, and
// how often a run of one is better than a run of the other.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include "page/comparisons.h"
#include "page/curves.h"
#include "picture/svg.h"
#include "report/versus.h"
#include "statistics/multiplicity.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr double significance_level = 0.05;

/// What one alternative is against another.
struct Compared {
  std::size_t a = 0, b = 0;  ///< among those that are shown
  Versus versus;
  double p_holm = NAN;
};

/// Of every two, those with the smaller number first; p adjusted for all of them.
std::vector<Compared> compared(const ExperimentData& data, const std::vector<std::size_t>& shown,
                               std::size_t column) {
  std::vector<FinalValues> finals;
  for (const std::size_t c : shown) finals.push_back(final_values(data.plan, data.overview, column, c));
  std::vector<Compared> all;
  std::vector<double> p;
  for (std::size_t a = 0; a < shown.size(); ++a) {
    for (std::size_t b = a + 1; b < shown.size(); ++b) {
      all.push_back({a, b, versus(finals[a], finals[b], data.columns[column].better)});
      p.push_back(all.back().versus.test.p);
    }
  }
  p = holm(p);
  for (std::size_t i = 0; i < all.size(); ++i) all[i].p_holm = p[i];
  return all;
}

std::string p_text(double p) {
  if (!std::isfinite(p)) return "p –";
  return p < 0.001 ? "p < .001" : "p " + readable(p, 2);
}

/// How the one of the row stands against the one of the column.
struct Place {
  double difference = NAN, low = NAN, high = NAN, effect = NAN, probability = NAN;
};

Place place_of(const Compared& pair, bool turned) {
  const TTest& test = pair.versus.test;
  const double effect = hedges_g(pair.versus.a, pair.versus.b), probability = pair.versus.probability;
  if (!turned) return {test.mean, test.ci95.low, test.ci95.high, effect, probability};
  return {-test.mean, -test.ci95.high, -test.ci95.low, -effect, 1 - probability};
}

void add_cell(const ExperimentData& data, const Compared& pair, bool turned,
              const std::vector<std::size_t>& shown, picture::Cells& cells, DataTable& table) {
  const std::size_t row = turned ? pair.b : pair.a, other = turned ? pair.a : pair.b;
  const Place place = place_of(pair, turned);
  const std::size_t at = row * shown.size() + other;
  cells.values[at] = place.probability;
  cells.texts[at] = fmt::format("{}\n{}\nP {}", readable(place.difference, 2), p_text(pair.p_holm),
                                std::isfinite(place.probability) ? readable(place.probability, 2) : "–");
  cells.tips[at] = fmt::format(
      "{} − {}: {} (95 % interval {} to {}, {}), Holm's {}, Hedges' g {}, P(better) {}",
      data.name_of(shown[row]), data.name_of(shown[other]), readable(place.difference), readable(place.low),
      readable(place.high), pair.versus.paired ? fmt::format("{} pairs", pair.versus.n()) : "independent",
      p_text(pair.p_holm), readable(place.effect), readable(place.probability));
  table.rows.push_back({data.plan.labels[shown[row]], data.plan.labels[shown[other]],
                        static_cast<double>(pair.versus.n()), place.difference, place.low, place.high,
                        pair.versus.test.p, pair.p_holm, place.effect, place.probability});
}

std::string finding(const ExperimentData& data, const std::vector<Compared>& all,
                    const std::vector<std::size_t>& shown, Direction better) {
  std::vector<std::string> told;
  std::size_t apart = 0;
  constexpr std::size_t most_told = 3;
  for (const Compared& pair : all) {
    if (!(pair.p_holm < significance_level)) continue;
    ++apart;
    const bool first = is_better(better, pair.versus.test.mean, 0);
    const std::size_t good = first ? pair.a : pair.b, bad = first ? pair.b : pair.a;
    if (told.size() < most_told)
      told.push_back(
          fmt::format("{} is better than {}", data.name_of(shown[good]), data.name_of(shown[bad])));
  }
  if (apart == 0) return fmt::format("None of {} pairs can be told apart at 5 %.", all.size());
  std::string text =
      fmt::format("{} of {} pairs can be told apart at 5 %: {}", apart, all.size(), fmt::join(told, ", "));
  if (apart > told.size()) text += fmt::format("; {} more", apart - told.size());
  return text + ".";
}

}  // namespace

std::optional<Figure> comparisons_figure(const ExperimentData& data, const std::vector<std::size_t>& shown,
                                         std::size_t column) {
  const std::vector<Compared> all = compared(data, shown, column);
  if (std::ranges::none_of(all, [](const Compared& pair) { return std::isfinite(pair.versus.test.mean); }))
    return std::nullopt;
  Figure figure;
  figure.name = "comparisons";
  figure.heading = fmt::format("{}: each against each", title_of(data.columns[column]));
  figure.data.headings = {"a",         "b", "n",      "difference",  "ci95_low",
                          "ci95_high", "p", "p_holm", "effect_size", "probability_a_better"};
  picture::Cells cells;
  cells.color = {
      .palette = picture::Palette::diverging, .title = "P(row better)", .low = 0, .high = 1, .middle = 0.5};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    cells.x.push_back(static_cast<double>(i));
    cells.y.push_back(static_cast<double>(i));
    names.push_back(data.name_of(shown[i]));
  }
  cells.values.assign(shown.size() * shown.size(), NAN);
  cells.texts.assign(cells.values.size(), "–");
  cells.tips.assign(cells.values.size(), "the same");
  for (const Compared& pair : all)
    for (const bool turned : {false, true}) add_cell(data, pair, turned, shown, cells, figure.data);
  picture::Panel panel{
      .x = {.title = "less this one", .scale = picture::ScaleKind::category, .categories = names},
      .y = {.scale = picture::ScaleKind::category, .categories = names, .descending = true}};
  panel.marks.emplace_back(std::move(cells));
  figure.picture.panel_height = std::clamp(54.0 * static_cast<double>(shown.size()), 120.0, 480.0);
  figure.picture.panels.push_back(std::move(panel));
  figure.picture.note = left_out_note(data, shown.size());
  figure.caption =
      finding(data, all, shown, data.columns[column].better) +
      " In each cell the difference of the means (row − column, paired where repetitions are shared), p of "
      "the "
      "t test adjusted by Holm for all pairs, and P, how often a run of the row is better; the numbers below "
      "have intervals and Hedges' g.";
  return figure;
}

}  // namespace runner::page
