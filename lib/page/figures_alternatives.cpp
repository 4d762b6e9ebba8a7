// Optimizers, schedules or other alternatives side by side: their curves, where each repetition ends, the
// differences paired by repetition, how soon a target is reached, what the learning rate was, and what the
// quality cost in time.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "page/comparisons.h"
#include "page/curves.h"
#include "page/figures.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_alternatives = 8;

/// The finals of a configuration's runs that have one, by what tells its repetitions apart.
std::map<std::string, double> finals_by_repetition(const ExperimentData& data, std::size_t configuration,
                                                   std::size_t column) {
  std::map<std::string, double> finals;
  for (const std::size_t run : data.runs_of(configuration)) {
    const RunRow& row = data.row_of(run);
    if (counts(row) && std::isfinite(row.finals[column]))
      finals[repetition_of(data, run)] = row.finals[column];
  }
  return finals;
}

struct Paired {
  std::vector<std::string> repetitions;
  std::vector<double> differences;
};

Paired paired(const std::map<std::string, double>& of, const std::map<std::string, double>& reference) {
  Paired pairs;
  for (const auto& [repetition, value] : of) {
    const auto other = reference.find(repetition);
    if (other == reference.end()) continue;
    pairs.repetitions.push_back(repetition);
    pairs.differences.push_back(value - other->second);
  }
  return pairs;
}

std::string sign_text(const Statistics& s, const std::string& label, const std::string& best,
                      Direction better) {
  const bool differs = s.ci95_low > 0 || s.ci95_high < 0;
  if (!differs)
    return fmt::format("{} and {} can't be told apart: the interval of their difference, {} to {}, holds 0.",
                       label, best, readable(s.ci95_low), readable(s.ci95_high));
  const bool is_worse = is_better(better, 0, s.mean);
  return fmt::format("{} is {} than {} by {} (95 % interval {} to {}).", label, is_worse ? "worse" : "better",
                     best, readable(std::abs(s.mean)), readable(s.ci95_low), readable(s.ci95_high));
}

/// Each alternative less the best one, paired by repetition.
std::optional<Figure> differences_figure(const ExperimentData& data, const std::vector<std::size_t>& shown,
                                         std::size_t column) {
  const std::size_t best = data.summary.front().configuration;
  const auto reference = finals_by_repetition(data, best, column);
  Figure figure;
  figure.name = "differences";
  figure.heading = fmt::format("{}: difference from {}", title_of(data.columns[column]), data.name_of(best));
  figure.data.headings = {"configuration", "repetition", "difference"};
  figure.picture.series = series_of(data, shown);
  figure.picture.legend = picture::Legend::none;
  picture::Panel panel;
  panel.x.title = fmt::format("difference of {}", in_sentence(title_of(data.columns[column])));
  panel.y.scale = picture::ScaleKind::category;
  panel.y.descending = true;
  for (std::size_t series = 0; series < shown.size(); ++series) {
    if (shown[series] == best) continue;
    const Paired pairs = paired(finals_by_repetition(data, shown[series], column), reference);
    if (pairs.differences.size() < 2) continue;
    const Statistics s = statistics(pairs.differences, data.summary_of(shown[series]).held_to_trained);
    const auto place = static_cast<double>(panel.y.categories.size());
    const std::string &label = data.plan.labels[shown[series]], &name = data.name_of(shown[series]);
    panel.y.categories.push_back(name);
    picture::Strip strip{series, place - 0.15};
    strip.horizontal = true;
    for (std::size_t i = 0; i < pairs.differences.size(); ++i) {
      strip.values.push_back(pairs.differences[i]);
      strip.texts.push_back(fmt::format("{}: {}", pairs.repetitions[i], readable(pairs.differences[i])));
      figure.data.rows.push_back({label, pairs.repetitions[i], pairs.differences[i]});
    }
    panel.marks.emplace_back(std::move(strip));
    panel.marks.emplace_back(
        picture::Intervals{series,
                           {place + 0.2},
                           {s.ci95_low},
                           {s.mean},
                           {s.ci95_high},
                           true,
                           {fmt::format("mean {}, 95 % interval {} to {}", readable(s.mean),
                                        readable(s.ci95_low), readable(s.ci95_high))}});
    // What is said is of the runner-up, where it has pairs.
    if (figure.caption.empty() || shown[series] == data.summary[1].configuration)
      figure.caption = sign_text(s, name, data.name_of(best), data.columns[column].better);
  }
  if (panel.y.categories.empty()) return std::nullopt;
  panel.marks.emplace_back(picture::Rule{true, 0, data.name_of(best), {}});
  figure.caption += fmt::format(" Points are differences of the same {}, bars the paired 95 % interval.",
                                data.plan.has_folds() ? "repetition" : "seed");
  figure.picture.panels.push_back(std::move(panel));
  return figure;
}

/// A value that is 95 % of the way from where the best configuration starts to where it ends.
std::optional<double> target_of(const ExperimentData& data, std::size_t column) {
  const Aggregate best = aggregate(data, data.summary.front().configuration, column);
  if (best.epochs.size() < 3) return std::nullopt;
  const double start = best.mean.front();
  const double end = data.summary.front().finals[column].mean;
  if (!std::isfinite(end) || !is_better(data.columns[column].better, end, start)) return std::nullopt;
  return start + 0.95 * (end - start);
}

/// Per run that counts the first epoch at which it is as good as the target; infinite where it never is.
std::vector<double> epochs_to(const ExperimentData& data, std::size_t configuration, std::size_t column,
                              double target) {
  std::vector<double> epochs;
  for (const std::size_t run : data.runs_of(configuration)) {
    if (!data.row_of(run).result) continue;
    const Curves& curves = data.curves[run];
    double first = HUGE_VAL;
    for (std::size_t i = 0; i < curves.epochs.size() && first == HUGE_VAL; ++i) {
      if (curves.values[column].empty()) break;
      const double value = curves.values[column][i];
      if (std::isfinite(value) && !is_better(data.columns[column].better, target, value))
        first = static_cast<double>(curves.epochs[i]);
    }
    epochs.push_back(first);
  }
  std::ranges::sort(epochs);
  return epochs;
}

/// How many runs have reached the target by each epoch.
std::optional<Figure> targets_figure(const ExperimentData& data, const std::vector<std::size_t>& shown,
                                     std::size_t column) {
  const auto target = target_of(data, column);
  if (!target) return std::nullopt;
  const std::string title = in_sentence(title_of(data.columns[column]));
  Figure figure;
  figure.name = "epochs_to_target";
  figure.heading = fmt::format("Epochs until {} reaches {}", title, readable(*target));
  figure.data.headings = {"configuration", "epoch", "runs_that_reached_it"};
  figure.picture.series = series_of(data, shown);
  picture::Panel panel;
  panel.x = {.title = "epoch", .whole = true, .from_zero = true};
  panel.y = {.title = "share of the runs (%)", .low = 0, .high = 100};
  double last = 0;
  for (const Curves& curves : data.curves)
    if (!curves.epochs.empty()) last = std::max(last, static_cast<double>(curves.epochs.back()));
  std::vector<std::string> medians;
  for (std::size_t series = 0; series < shown.size(); ++series) {
    const std::vector<double> epochs = epochs_to(data, shown[series], column, *target);
    if (epochs.empty()) continue;
    const std::string &label = data.plan.labels[shown[series]], &name = data.name_of(shown[series]);
    picture::Line line{series, "", {0}, {0}};
    line.steps = true;
    line.what = "mean";
    std::size_t reached = 0;
    for (const double epoch : epochs) {
      if (epoch == HUGE_VAL) break;
      ++reached;
      const double share = 100 * static_cast<double>(reached) / static_cast<double>(epochs.size());
      if (line.x.size() > 1 && line.x.back() == epoch) {
        line.y.back() = share;
        figure.data.rows.back()[2] = static_cast<double>(reached);
        continue;
      }
      line.x.push_back(epoch);
      line.y.push_back(share);
      figure.data.rows.push_back({label, epoch, static_cast<double>(reached)});
    }
    if (last > line.x.back()) {
      line.x.push_back(last);
      line.y.push_back(line.y.back());
    }
    panel.marks.emplace_back(std::move(line));
    const double median = epochs[(epochs.size() - 1) / 2];
    medians.push_back(median == HUGE_VAL ? fmt::format("{} does not get there", name)
                                         : fmt::format("{} after {}", name, readable(median)));
  }
  figure.picture.panels.push_back(std::move(panel));
  constexpr std::size_t most_told = 3;
  figure.caption = fmt::format(
      "Half of the runs reach it: {}{}. The target is 95 % of the way that the best goes.",
      fmt::join(medians.begin(),
                medians.begin() + static_cast<std::ptrdiff_t>(std::min(most_told, medians.size())), ", "),
      medians.size() > most_told ? fmt::format("; {} more", medians.size() - most_told) : "");
  return figure;
}

/// Through those means that none beats in both, time and value: the Pareto front.
picture::Line front_of(std::vector<std::pair<double, double>> means, Direction better, std::size_t series) {
  std::ranges::sort(means, [&](const auto& a, const auto& b) {
    return std::pair(a.first, cost(better, a.second)) < std::pair(b.first, cost(better, b.second));
  });
  picture::Line line{.series = series, .dash = picture::Dash::dashed, .steps = true, .what = "front"};
  for (const auto& [seconds, value] : means) {
    if (!line.y.empty() && !is_better(better, value, line.y.back())) continue;
    line.x.push_back(seconds);
    line.y.push_back(value);
  }
  return line;
}

/// What each run came to, against the time that it took.
std::optional<Figure> time_figure(const ExperimentData& data, const std::vector<std::size_t>& shown,
                                  std::size_t column) {
  if (!data.timing) return std::nullopt;
  Figure figure;
  const std::string title = title_of(data.columns[column]);
  figure.name = "quality_and_time";
  figure.heading = fmt::format("{} against time", title);
  figure.data.headings = {"configuration", "repetition", "seconds", data.columns[column].name};
  figure.picture.series = series_of(data, shown);
  picture::Panel panel;
  panel.x = {.title = "time of a run", .scale = picture::ScaleKind::seconds, .from_zero = true};
  panel.y.title = in_sentence(title);
  std::map<double, std::size_t> fastest;
  std::vector<std::pair<double, double>> means;  // seconds, value
  for (std::size_t series = 0; series < shown.size(); ++series) {
    picture::Points points{series};
    for (const std::size_t run : data.runs_of(shown[series])) {
      const RunRow& row = data.row_of(run);
      if (!counts(row) || !row.result->seconds || !std::isfinite(row.finals[column])) continue;
      points.x.push_back(*row.result->seconds);
      points.y.push_back(row.finals[column]);
      points.runs.push_back(data.plan.runs[run].id);
      points.texts.push_back(fmt::format("{} after {}", run_text(data, run, row.finals[column]),
                                         picture::readable_seconds(*row.result->seconds)));
      figure.data.rows.push_back({data.plan.labels[shown[series]], repetition_of(data, run),
                                  *row.result->seconds, row.finals[column]});
    }
    if (points.x.empty()) continue;
    double sum = 0;
    for (const double seconds : points.x) sum += seconds;
    means.emplace_back(sum / static_cast<double>(points.x.size()), statistics(points.y).mean);
    fastest.emplace(means.back().first, shown[series]);
    panel.marks.emplace_back(std::move(points));
  }
  if (fastest.size() < 2) return std::nullopt;
  figure.picture.series.push_back({.key = "front", .label = "no other is quicker and better", .grey = true});
  panel.marks.emplace_back(
      front_of(std::move(means), data.columns[column].better, figure.picture.series.size() - 1));
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = fmt::format(
      "{} is the quickest, {} a run on average; {} takes {}. The dashed line goes through the means that no "
      "other beats in "
      "both, time and value.",
      data.name_of(fastest.begin()->second), picture::readable_seconds(fastest.begin()->first),
      data.name_of(fastest.rbegin()->second), picture::readable_seconds(fastest.rbegin()->first));
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_alternatives(const ExperimentData& data) {
  std::vector<Figure> figures;
  if (data.shape.kind != Kind::alternatives || !data.overview.primary) return figures;
  const std::size_t primary = *data.overview.primary;
  const auto shown = shown_configurations(data, most_alternatives);
  const bool of_steps = data.shape.trajectory > 0;  // its curves are drawn beside the steps
  if (!of_steps) figures.push_back(curves_figure(data, shown, main_columns(data), "curves"));
  if (data.plan.runs.size() > data.configurations()) {
    figures.push_back(finals_figure(data, shown, primary));
    if (data.shape.comparable)
      if (auto differences = differences_figure(data, shown, primary))
        figures.push_back(std::move(*differences));
    if (data.shape.comparable)
      if (auto comparisons = comparisons_figure(data, shown, primary))
        figures.push_back(std::move(*comparisons));
  }
  if (data.shape.comparable && !of_steps)
    if (auto targets = targets_figure(data, shown, primary)) figures.push_back(std::move(*targets));
  const auto training = training_columns(data);
  if (!training.empty() && !of_steps)
    figures.push_back(curves_figure(data, shown, training, "training_curves"));
  Figure rates = rates_figure(data, shown);
  if (!rates.picture.panels.empty()) figures.push_back(std::move(rates));
  if (data.shape.comparable && !of_steps)
    if (auto time = time_figure(data, shown, primary)) figures.push_back(std::move(*time));
  return figures;
}

}  // namespace runner::page
