// A rate (or another numeric key) that is swept, alone or for each value of another key: what each rate comes
// to, over how wide a region it is good, and the curves at the best ones.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/text.h"
#include "page/curves.h"
#include "page/figures.h"
#include "page/grid.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_sweeps = 8, most_rate_curves = 8;
constexpr double good_share = 0.05;  ///< of the best value: so much worse is still good

/// The column of each rate of a sweep.
struct RateValues {
  std::vector<double> rates, means;
  std::optional<std::size_t> best;
};

RateValues values_of(const ExperimentData& data, const Factor& rate, const Sweep& sweep, std::size_t column) {
  RateValues values;
  for (const std::size_t c : sweep.configurations) {
    values.rates.push_back(rate.numbers[rate.of[c]]);
    values.means.push_back(final_mean(data, c, column));
    const std::size_t k = values.means.size() - 1;
    if (std::isfinite(values.means[k]) &&
        (!values.best || is_better(data.columns[column].better, values.means[k], values.means[*values.best])))
      values.best = k;
  }
  return values;
}

/// The rates about the best one at which the column is not more than 5 % worse, or one standard error where
/// that is more; between two rates as if it ran straight (on a logarithmic axis where the rates are).
struct GoodRegion {
  double low = 0, high = 0;
  bool to_lowest = false, to_highest = false;  ///< it ends with the sweep, not before
};

GoodRegion good_region(const ExperimentData& data, const Factor& rate, const Sweep& sweep,
                       const RateValues& values, std::size_t column) {
  const std::size_t best = *values.best;
  const Statistics& s = data.summary_of(sweep.configurations[best]).finals[column];
  const auto cost_at = [&](std::size_t k) { return cost(data.columns[column].better, values.means[k]); };
  const double error = s.n > 1 ? s.std / std::sqrt(static_cast<double>(s.n)) : 0;
  const double limit = cost_at(best) + std::max(good_share * std::abs(values.means[best]), error);
  const auto place = [&](double x) { return rate.log ? std::log(x) : x; };
  const auto end_towards = [&](int step, bool& to_end) {
    std::size_t k = best;
    while (true) {
      const bool last = step < 0 ? k == 0 : k + 1 == values.rates.size();
      if (last) {
        to_end = true;
        return values.rates[k];
      }
      const std::size_t next = step < 0 ? k - 1 : k + 1;
      if (!std::isfinite(values.means[next])) return values.rates[k];
      if (cost_at(next) > limit) {
        const double part = (limit - cost_at(k)) / (cost_at(next) - cost_at(k));
        const double at =
            place(values.rates[k]) + part * (place(values.rates[next]) - place(values.rates[k]));
        return rate.log ? std::exp(at) : at;
      }
      k = next;
    }
  };
  GoodRegion region;
  region.low = end_towards(-1, region.to_lowest);
  region.high = end_towards(1, region.to_highest);
  return region;
}

std::string width_text(const Factor& rate, const GoodRegion& region) {
  const double width = rate.log ? std::log10(region.high / region.low) : region.high - region.low;
  const bool open = region.to_lowest || region.to_highest;
  if (width <= 0) return "one value alone";
  return fmt::format("{}{}{}", open ? "at least " : "", readable(width, 2),
                     rate.log ? (readable(width, 2) == "1" ? " decade" : " decades") : "");
}

picture::Axis rate_axis(const Factor& rate) {
  picture::Axis axis{.title = rate.title()};
  if (axis.title == "lr") axis.title = "learning rate";
  if (rate.log) axis.scale = picture::ScaleKind::log;
  return axis;
}

picture::Series series_of_sweep(const Sweep& sweep, const Factor& rate) {
  return {.key = sweep.key, .label = sweep.name.empty() ? rate.title() : sweep.name, .look = sweep.number};
}

/// Its runs, and their means with a band, joined.
void add_sweep(const ExperimentData& data, const Factor& rate, const Sweep& sweep, std::size_t series,
               std::size_t column, picture::Panel& panel, DataTable& table) {
  const RateValues values = values_of(data, rate, sweep, column);
  picture::Line line{
      .series = series, .x = values.rates, .y = values.means, .markers = true, .best = values.best};
  line.what = "mean";
  picture::Band band{.series = series, .what = "std"};
  picture::Points points{.series = series};
  bool spreads = false;
  for (std::size_t k = 0; k < values.rates.size(); ++k) {
    const std::size_t c = sweep.configurations[k];
    const SummaryRow& row = data.summary_of(c);
    const Statistics& s = row.finals[column];
    table.rows.push_back({sweep.name, values.rates[k], static_cast<double>(s.n),
                          static_cast<double>(row.diverged), s.mean, s.std, s.ci95_low, s.ci95_high});
    // No value is beyond the least and the most, as a deviation on either side might be.
    const double std = s.n > 1 ? s.std : 0;
    spreads = spreads || s.n > 1;
    band.x.push_back(values.rates[k]);
    band.low.push_back(std::max(s.mean - std, s.min));
    band.high.push_back(std::min(s.mean + std, s.max));
    for (const std::size_t run : data.runs_of(c)) {
      const RunRow& one = data.row_of(run);
      if (!counts(one) || !std::isfinite(one.finals[column])) continue;
      points.x.push_back(values.rates[k]);
      points.y.push_back(one.finals[column]);
      points.runs.push_back(data.plan.runs[run].id);
      points.texts.push_back(run_text(data, run, one.finals[column]));
    }
  }
  points.faint = spreads;
  if (spreads) panel.marks.emplace_back(std::move(band));
  panel.marks.emplace_back(std::move(points));
  panel.marks.emplace_back(std::move(line));
}

/// From which of its rates on a sweep has no value; their number where it has one at the last.
std::size_t first_diverged(const RateValues& values) {
  std::size_t first = values.means.size();
  while (first > 0 && !std::isfinite(values.means[first - 1])) --first;
  return first;
}

/// Between two rates.
double middle_of(const Factor& rate, double a, double b) {
  return rate.log ? std::sqrt(a * b) : (a + b) / 2;
}

/// Where each sweep begins to diverge, and from where on all of them do.
void mark_diverged(const ExperimentData& data, const Factor& rate, const std::vector<Sweep>& sweeps,
                   std::size_t column, picture::Panel& panel) {
  double all = -HUGE_VAL;  // the highest of the borders
  for (std::size_t i = 0; i < sweeps.size(); ++i) {
    const RateValues values = values_of(data, rate, sweeps[i], column);
    const std::size_t first = first_diverged(values);
    if (first == values.rates.size()) {
      all = HUGE_VAL;
      continue;
    }
    const double border =
        first == 0 ? values.rates[0] : middle_of(rate, values.rates[first - 1], values.rates[first]);
    all = std::max(all, border);
    if (sweeps.size() > 1 && first > 0)
      panel.marks.emplace_back(
          picture::Rule{.vertical = true, .at = border, .label = sweeps[i].name + " diverges", .series = i});
  }
  const double last = rate.numbers.back();
  if (!(all > rate.numbers.front() && all < last)) return;
  picture::Shade shade{.from = all, .to = rate.log ? last * last / all : 2 * last - all};
  shade.label = sweeps.size() > 1 ? "all diverge" : "diverged";
  shade.hatched = true;
  panel.x.high = shade.to;
  panel.marks.emplace_back(std::move(shade));
}

std::string best_text(const ExperimentData& data, const Factor& rate, const std::vector<Sweep>& sweeps,
                      std::size_t column) {
  std::vector<std::string> parts;
  std::string edges;
  for (const Sweep& sweep : sweeps) {
    const RateValues values = values_of(data, rate, sweep, column);
    const std::string name = sweep.name.empty() ? "" : sweep.name + " ";
    if (!values.best) {
      parts.push_back(name + "diverged everywhere");
      continue;
    }
    const std::size_t c = sweep.configurations[*values.best];
    parts.push_back(fmt::format("{}at {} with {}", name, value_text(rate, rate.of[c]),
                                mean_text(data.summary_of(c).finals[column])));
    const bool at_edge = *values.best == 0 || *values.best + 1 == values.rates.size();
    if (at_edge && values.rates.size() > 1)
      edges += fmt::format(" {} is best at the edge of the sweep: a better one may lie beyond.",
                           sweep.name.empty() ? rate.title() : sweep.name);
  }
  return fmt::format("Best {}: {}.{}", rate.title(), join(parts, "; "), edges);
}

Figure rate_figure(const ExperimentData& data, const Factor& rate, const std::vector<Sweep>& sweeps,
                   std::size_t column) {
  Figure figure;
  const std::string title = title_of(data.columns[column]);
  figure.name = "rate";
  figure.heading = fmt::format("{} against {}", title, rate_axis(rate).title);
  figure.data.headings = {"series", rate.name, "n", "diverged", "mean", "std", "ci95_low", "ci95_high"};
  picture::Panel panel;
  panel.x = rate_axis(rate);
  panel.y.title = in_sentence(title);
  for (std::size_t i = 0; i < sweeps.size(); ++i) {
    figure.picture.series.push_back(series_of_sweep(sweeps[i], rate));
    std::size_t runs = 0, diverged = 0;
    for (const std::size_t c : sweeps[i].configurations) {
      runs += data.summary_of(c).runs;
      diverged += data.summary_of(c).diverged;
    }
    figure.picture.series.back().runs = runs;
    figure.picture.series.back().diverged = diverged;
    add_sweep(data, rate, sweeps[i], i, column, panel, figure.data);
  }
  mark_diverged(data, rate, sweeps, column, panel);
  if (means_want_log(data, column, 10)) panel.y.scale = picture::ScaleKind::log;
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = best_text(data, rate, sweeps, column);
  if (data.plan.runs.size() > data.configurations())
    figure.caption += " Points are runs, the line is their mean, the band one standard deviation.";
  figure.caption += " A line ends with a cross where all runs of the next value diverged.";
  return figure;
}

std::optional<Figure> region_figure(const ExperimentData& data, const Factor& rate,
                                    const std::vector<Sweep>& sweeps, std::size_t column) {
  Figure figure;
  figure.name = "good_region";
  figure.heading = fmt::format("Where {} is nearly as good as at its best", rate_axis(rate).title);
  figure.data.headings = {"series", "best", "from", "to", rate.log ? "decades" : "width"};
  figure.picture.legend = picture::Legend::none;
  picture::Panel panel;
  panel.x = rate_axis(rate);
  panel.x.low = rate.numbers.front();
  panel.x.high = rate.numbers.back();
  panel.y = {.scale = picture::ScaleKind::category, .descending = true};
  std::vector<std::string> widths;
  for (const Sweep& sweep : sweeps) {
    const RateValues values = values_of(data, rate, sweep, column);
    if (!values.best) continue;
    const GoodRegion region = good_region(data, rate, sweep, values, column);
    const std::string width = width_text(rate, region), name = sweep.name.empty() ? rate.title() : sweep.name;
    const std::size_t series = figure.picture.series.size();
    figure.picture.series.push_back(series_of_sweep(sweep, rate));
    panel.y.categories.push_back(fmt::format("{}: {}", name, width));
    const std::string text =
        fmt::format("{}: from {} to {}", name, readable(region.low), readable(region.high));
    panel.marks.emplace_back(picture::Intervals{.series = series,
                                                .at = {static_cast<double>(series)},
                                                .low = {region.low},
                                                .middle = {values.rates[*values.best]},
                                                .high = {region.high},
                                                .horizontal = true,
                                                .texts = {text}});
    figure.data.rows.push_back({name, values.rates[*values.best], region.low, region.high,
                                rate.log ? std::log10(region.high / region.low) : region.high - region.low});
    widths.push_back(fmt::format("{} {}", name, width));
  }
  if (widths.empty()) return std::nullopt;
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = fmt::format(
      "{}. Good is what is at most 5 % worse than the best value, or one standard error where that is more; "
      "between "
      "two values that were tried the means are joined by a line.",
      join(widths, "; "));
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_rate(const ExperimentData& data) {
  std::vector<Figure> figures;
  if (data.shape.kind != Kind::rate || !data.shape.rate || !data.overview.primary || !data.shape.comparable)
    return figures;
  const std::size_t primary = *data.overview.primary;
  const Factor& rate = data.factors[*data.shape.rate];
  const Factor* by = data.factors.size() == 2 ? &data.factors[1 - *data.shape.rate] : nullptr;
  std::vector<Sweep> sweeps = sweeps_of(data, rate, by);
  if (sweeps.size() > most_sweeps) sweeps.resize(most_sweeps);
  figures.push_back(rate_figure(data, rate, sweeps, primary));
  if (auto region = region_figure(data, rate, sweeps, primary)) figures.push_back(std::move(*region));
  if (data.shape.trajectory == 0) {
    std::vector<std::size_t> best;
    for (const Sweep& sweep : sweeps) {
      const RateValues values = values_of(data, rate, sweep, primary);
      if (values.best) best.push_back(sweep.configurations[*values.best]);
    }
    if (best.size() < 2) best = shown_configurations(data, most_rate_curves);
    std::ranges::sort(best);
    Figure curves = curves_figure(data, best, main_columns(data), "curves");
    if (by) {
      curves.heading += fmt::format(", each at its best {}", rate.title());
      curves.picture.note = "";
    }
    figures.push_back(std::move(curves));
  }
  if (by && sweeps.size() > 1) {
    Figure grid = grid_figure(data, rate, *by, primary, "grid");
    if (!grid.picture.panels.empty()) figures.push_back(std::move(grid));
  }
  return figures;
}

}  // namespace runner::page
