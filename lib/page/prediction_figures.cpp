#include "page/prediction_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "base/choice.h"
#include "page/curves.h"
#include "picture/svg.h"

namespace runner::page {
namespace {

using picture::readable;

constexpr std::size_t most_labelled = 20;     // classes whose counts can be read in a matrix
constexpr std::size_t most_scattered = 2000;  // points in a picture
constexpr std::size_t bins = 10;

std::string part_text(Part part) {
  if (part == Part::val) return "validation";
  return part == Part::test ? "test" : "training";
}

/// "of 360 validation samples, SGD lr=0.1, seed 0".
std::string of_text(const ExperimentData& data, std::size_t run, const Predictions& predictions) {
  const Part part = predictions.held_back();
  const auto n = std::ranges::count(predictions.parts, part);
  const std::string of = data.plan.runs.size() > 1
                             ? fmt::format(" of {}, {}", data.name_of(data.plan.runs[run].configuration),
                                           repetition_of(data, run))
                             : "";
  return fmt::format("{} {} samples{}", n, part_text(part), of);
}

Figure of_one_series(std::string name, std::string heading, std::vector<std::string> headings,
                     picture::Series series) {
  Figure figure;
  figure.name = std::move(name);
  figure.heading = std::move(heading);
  figure.data.headings = std::move(headings);
  figure.picture.series = {std::move(series)};
  figure.picture.legend = picture::Legend::none;
  return figure;
}

/// Where both axes say the same.
picture::Line diagonal(double low, double high) {
  return {.series = 0, .x = {low, high}, .y = {low, high}, .dash = picture::Dash::dotted};
}

Figure confusion_figure(const ExperimentData& data, std::size_t run, const Predictions& predictions) {
  const std::size_t n = predictions.classes.size();
  const auto counts = confusion_of(predictions, predictions.held_back());
  Figure figure;
  figure.name = "confusion";
  figure.heading = "What is taken for what";
  figure.data.headings = {"target", "prediction", "samples"};
  picture::Cells cells;
  cells.color = {.title = "share (%)", .low = 0, .high = 100};
  std::int64_t right = 0;
  std::size_t worst = n * n;
  for (std::size_t i = 0; i < n; ++i) {
    cells.x.push_back(static_cast<double>(i));
    cells.y.push_back(static_cast<double>(i));
    const auto row =
        std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(i * n),
                        counts.begin() + static_cast<std::ptrdiff_t>((i + 1) * n), std::int64_t{0});
    for (std::size_t j = 0; j < n; ++j) {
      const std::int64_t count = counts[i * n + j];
      cells.values.push_back(row > 0 ? 100 * static_cast<double>(count) / static_cast<double>(row)
                                     : std::nan(""));
      if (n <= most_labelled) cells.texts.push_back(count > 0 ? std::to_string(count) : "");
      cells.tips.push_back(fmt::format("{} taken for {}: {} of {}", predictions.classes[i],
                                       predictions.classes[j], count, row));
      figure.data.rows.push_back(
          {predictions.classes[i], predictions.classes[j], static_cast<double>(count)});
      right += i == j ? count : 0;
      if (i != j && count > 0 && (worst == n * n || count > counts[worst])) worst = i * n + j;
    }
  }
  picture::Panel panel;
  panel.x = {.title = "predicted", .scale = picture::ScaleKind::category, .categories = predictions.classes};
  panel.y = {.title = "target", .scale = picture::ScaleKind::category, .categories = predictions.classes};
  panel.y.descending = true;
  panel.marks.emplace_back(std::move(cells));
  figure.picture.panel_height = std::clamp(40.0 * static_cast<double>(n), 180.0, 460.0);
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = fmt::format("Right in {} of {}.", right, of_text(data, run, predictions));
  if (worst < n * n)
    figure.caption +=
        fmt::format(" The most frequent mistake: '{}' taken for '{}', {} times.",
                    predictions.classes[worst / n], predictions.classes[worst % n], counts[worst]);
  return figure;
}

/// Of each class how often it is right where it says so (precision), how many it finds (recall), and the
/// harmonic mean of both.
Figure classes_figure(const ExperimentData& data, std::size_t run, const Predictions& predictions) {
  const std::size_t n = predictions.classes.size();
  const auto counts = confusion_of(predictions, predictions.held_back());
  Figure figure;
  figure.name = "classes";
  figure.heading = "Class by class";
  figure.data.headings = {"class", "precision", "recall", "f1", "samples"};
  figure.picture.series = {{.key = "precision", .label = "precision"},
                           {.key = "recall", .label = "recall"},
                           {.key = "f1", .label = "F1"}};
  figure.picture.legend = picture::Legend::below;
  picture::Panel panel{
      .x = {.title = "precision, recall and F1", .low = 0, .high = 1.02},
      .y = {.scale = picture::ScaleKind::category, .categories = predictions.classes, .descending = true}};
  std::array<picture::Points, 3> points;
  double least = HUGE_VAL;
  std::size_t worst = 0;
  for (std::size_t k = 0; k < n; ++k) {
    double said = 0, there = 0;
    const auto right = static_cast<double>(counts[k * n + k]);
    for (std::size_t j = 0; j < n; ++j) {
      said += static_cast<double>(counts[j * n + k]);
      there += static_cast<double>(counts[k * n + j]);
    }
    // Without a sample that is said to be of it, or is, there is nothing to divide by.
    const std::array<double, 3> shares = {said > 0 ? right / said : NAN, there > 0 ? right / there : NAN,
                                          said + there > 0 ? 2 * right / (said + there) : NAN};
    for (std::size_t s = 0; s < shares.size(); ++s) {
      points[s].series = s;
      if (!std::isfinite(shares[s])) continue;
      points[s].x.push_back(shares[s]);
      points[s].y.push_back(static_cast<double>(k) + 0.22 * (static_cast<double>(s) - 1));
      points[s].texts.push_back(fmt::format("{}: {} {}", predictions.classes[k],
                                            figure.picture.series[s].label, readable(shares[s])));
    }
    figure.data.rows.push_back({predictions.classes[k], shares[0], shares[1], shares[2], there});
    if (!(shares[2] < least)) continue;
    least = shares[2];
    worst = k;
  }
  for (picture::Points& some : points) panel.marks.emplace_back(std::move(some));
  figure.picture.panel_height = std::clamp(34.0 * static_cast<double>(n), 100.0, 480.0);
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = fmt::format("'{}' is told least well, F1 {}. Of {}.", predictions.classes[worst],
                               readable(least), of_text(data, run, predictions));
  return figure;
}

/// How many samples fall into a bin of confidence, how many of them are right, and the sum of the confidence.
struct Bin {
  double n = 0, right = 0, sum = 0;
};

std::array<Bin, bins> bins_of(const Predictions& predictions) {
  std::array<Bin, bins> found;
  const std::size_t n = predictions.classes.size();
  for (std::size_t row = 0; row < predictions.size(); ++row) {
    if (predictions.parts[row] != predictions.held_back()) continue;
    const auto first = predictions.probabilities.begin() + static_cast<std::ptrdiff_t>(row * n);
    const double confidence = *std::max_element(first, first + static_cast<std::ptrdiff_t>(n));
    if (!std::isfinite(confidence)) continue;
    Bin& bin = found[std::min(bins - 1, static_cast<std::size_t>(confidence * bins))];
    bin.n += 1;
    bin.sum += confidence;
    bin.right += predictions.targets[row] == predictions.predictions[row] ? 1 : 0;
  }
  return found;
}

/// How often it is right where it is so sure: 10 bins of equal width, and the expected calibration error over
/// them (Guo et al. 2017, arXiv:1706.04599).
Figure calibration_figure(const ExperimentData& data, std::size_t run, const Predictions& predictions) {
  Figure figure =
      of_one_series("calibration", "How often it is right where it is sure",
                    {"mean_confidence", "share_right", "samples"}, {"right", "share that is right"});
  picture::Panel panel;
  panel.x = {.title = "probability that it gives to its answer", .low = 0, .high = 1};
  panel.y = {.title = "share that is right", .low = 0, .high = 1};
  picture::Line line{0};
  line.markers = true;
  line.what = "mean";
  double error = 0, all = 0;
  for (const Bin& bin : bins_of(predictions)) {
    if (bin.n == 0) continue;
    line.x.push_back(bin.sum / bin.n);
    line.y.push_back(bin.right / bin.n);
    figure.data.rows.push_back({line.x.back(), line.y.back(), bin.n});
    error += std::abs(bin.right - bin.sum);
    all += bin.n;
  }
  panel.marks.emplace_back(diagonal(0, 1));
  panel.marks.emplace_back(std::move(line));
  figure.picture.panels.push_back(std::move(panel));
  figure.caption = fmt::format(
      "Expected calibration error {} over ten bins of {}; on the dotted line it would be right as often as "
      "it says.",
      readable(error / all), of_text(data, run, predictions));
  return figure;
}

Figure residual_figure(const ExperimentData& data, std::size_t run, const Predictions& predictions) {
  Figure figure = of_one_series("residuals", "Predicted against true, and what is left over",
                                {"target", "prediction", "residual"}, {"samples", "samples"});
  picture::Points against{0}, left{0};
  double low = HUGE_VAL, high = -HUGE_VAL, sum = 0, squares = 0, n = 0;
  for (std::size_t row = 0; row < predictions.size(); ++row) {
    const double target = predictions.targets[row], prediction = predictions.predictions[row];
    if (predictions.parts[row] != predictions.held_back() || !std::isfinite(target) ||
        !std::isfinite(prediction))
      continue;
    low = std::min({low, target, prediction});
    high = std::max({high, target, prediction});
    sum += prediction - target;
    squares += (prediction - target) * (prediction - target);
    n += 1;
    figure.data.rows.push_back({target, prediction, prediction - target});
  }
  const std::size_t stride = 1 + figure.data.rows.size() / most_scattered;
  for (std::size_t i = 0; i < figure.data.rows.size(); i += stride) {
    const auto number = [&](std::size_t at) { return std::get<double>(figure.data.rows[i][at]); };
    against.x.push_back(number(0));
    against.y.push_back(number(1));
    left.x.push_back(number(1));
    left.y.push_back(number(2));
  }
  if (stride > 1)
    figure.picture.note = fmt::format("Every {}th of {} samples is drawn; residuals.csv has all.", stride, n);
  against.faint = left.faint = against.x.size() > 200;
  picture::Panel first, second;
  first.title = "predicted against true";
  first.x = {.title = "target"};
  first.y = {.title = "prediction"};
  first.marks.emplace_back(diagonal(low, high));
  first.marks.emplace_back(std::move(against));
  second.title = "what is left over";
  second.x = {.title = "prediction"};
  second.y = {.title = "prediction − target"};
  second.marks.emplace_back(picture::Rule{false, 0, "", {}});
  second.marks.emplace_back(std::move(left));
  figure.picture.panels = {std::move(first), std::move(second)};
  figure.caption =
      fmt::format("Root mean squared error {}, mean error {} over {}.", readable(std::sqrt(squares / n)),
                  readable(sum / n), of_text(data, run, predictions));
  return figure;
}

}  // namespace

std::vector<Figure> figures_of_predictions(const ExperimentData& data) {
  std::vector<Figure> figures;
  if (data.predictions.empty()) return figures;
  const auto& [run, predictions] = *data.predictions.begin();
  if (predictions.classes.empty()) {
    if (predictions.size() > 1) figures.push_back(residual_figure(data, run, predictions));
    return figures;
  }
  if (predictions.classes.size() > 1) figures.push_back(confusion_figure(data, run, predictions));
  if (predictions.classes.size() > 1 && predictions.classes.size() <= most_labelled)
    figures.push_back(classes_figure(data, run, predictions));
  if (!predictions.probabilities.empty()) figures.push_back(calibration_figure(data, run, predictions));
  return figures;
}

}  // namespace runner::page
