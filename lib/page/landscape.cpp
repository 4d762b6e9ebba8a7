#include "page/landscape.h"

#include <algorithm>
#include <cmath>

#include "page/aggregate.h"
#include "plan/experiment.h"

namespace runner::page {
namespace {

/// The points of a run that are finite.
void add_points(const Iterations& steps, std::size_t parameter, std::vector<double>& to) {
  const std::vector<double>* values = steps.find("w" + std::to_string(parameter));
  if (!values) return;
  for (const double value : *values)
    if (std::isfinite(value)) to.push_back(value);
}

double last_finite(const std::vector<double>& values) {
  for (auto at = values.rbegin(); at != values.rend(); ++at)
    if (std::isfinite(*at)) return *at;
  return NAN;
}

}  // namespace

std::vector<Landscape> landscapes_of(const ExperimentData& data) {
  std::vector<Landscape> landscapes;
  const Factor* problem = data.shape.problem ? &data.factors[*data.shape.problem] : nullptr;
  std::map<std::size_t, std::size_t> place;  // of a value of the factor
  for (const auto& [run, steps] : data.iterations) {
    const std::size_t configuration = data.plan.runs[run].configuration;
    const auto config = data.configuration(configuration);
    if (!config || !config->problem || steps.parameters() != config->problem->starting_point().size())
      continue;
    const std::size_t value = problem ? problem->of[configuration] : 0;
    const auto [at, is_new] = place.emplace(value, landscapes.size());
    if (is_new)
      landscapes.push_back({problem && value != Factor::none ? problem->values[value] : "", config, {}});
    landscapes[at->second].runs.push_back(run);
  }
  return landscapes;
}

std::vector<Reach> reach_of(const ExperimentData& data, const Landscape& landscape) {
  std::vector<Reach> reach;
  const std::size_t parameters = landscape.config->problem->starting_point().size();
  for (std::size_t p = 0; p < parameters; ++p) {
    std::vector<double> sure, visited;
    for (const auto& minimum : landscape.config->problem->minima()) sure.push_back(minimum[p]);
    for (const std::size_t run : landscape.runs) {
      const Iterations& steps = data.iterations.at(run);
      const std::vector<double>* values = steps.find("w" + std::to_string(p));
      if (!values || values->empty()) continue;
      sure.push_back(values->front());
      if (counts(data.row_of(run)) && std::abs(last_finite(*values)) < 1e6)
        sure.push_back(last_finite(*values));
      add_points(steps, p, visited);
    }
    std::erase_if(sure, [](double value) { return !std::isfinite(value); });
    if (sure.empty()) sure = {-1, 1};
    const auto [low, high] = std::ranges::minmax(sure);
    const double size = std::max({high - low, 0.1 * std::max(std::abs(low), std::abs(high)), 1e-3});
    // What was visited beyond these is shown too, up to as far again on either side.
    double from = low, to = high;
    for (const double value : visited) {
      from = std::min(from, std::max(value, low - size));
      to = std::max(to, std::min(value, high + size));
    }
    const double room = 0.12 * std::max(to - from, size);
    reach.push_back({from - room, to + room});
  }
  // A path along one axis has a height of its own all the same.
  if (parameters == 2) {
    const double wide = reach[0].high - reach[0].low, tall = reach[1].high - reach[1].low;
    const auto widen = [](Reach& one, double least) {
      const double more = (least - (one.high - one.low)) / 2;
      if (more > 0) one = {one.low - more, one.high + more};
    };
    widen(reach[0], tall / 4);
    widen(reach[1], wide / 4);
  }
  return reach;
}

double value_at(const ExperimentConfig& config, const std::vector<double>& w) {
  std::vector<double> gradient(w.size());
  const double value = config.problem->evaluate(std::span<const double>(w), {}, std::span<double>(gradient));
  return std::isfinite(value) ? value : NAN;
}

Levels levels_of(const std::vector<double>& values) {
  constexpr std::size_t count = 11;
  std::vector<double> ascending;
  for (const double value : values)
    if (std::isfinite(value)) ascending.push_back(value);
  Levels levels;
  if (ascending.empty()) return levels;
  std::ranges::sort(ascending);
  const double low = ascending.front(), high = ascending.back();
  levels.log = low >= 0 && high > 0;
  // The lowest hundredth is within the first level.
  const double first = levels.log ? std::max(quantile(ascending, 0.01), high * 1e-8) : low;
  for (std::size_t k = 1; k <= count; ++k) {
    const double part =
        static_cast<double>(levels.log ? k - 1 : k) / static_cast<double>(levels.log ? count : count + 1);
    levels.values.push_back(levels.log ? first * std::pow(high / first, part) : low + part * (high - low));
  }
  levels.values.erase(std::unique(levels.values.begin(), levels.values.end()), levels.values.end());
  return levels;
}

}  // namespace runner::page
