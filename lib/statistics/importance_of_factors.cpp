#include "statistics/importance_of_factors.h"

#include <cassert>
#include <cmath>

#include "statistics/statistics.h"

namespace runner {
namespace {

/// The level of each factor in a combination.
std::vector<std::size_t> levels_at(const FactorGrid& grid, std::size_t combination) {
  std::vector<std::size_t> levels(grid.levels.size());
  for (std::size_t i = levels.size(); i-- > 0;) {
    levels[i] = combination % grid.levels[i];
    combination /= grid.levels[i];
  }
  return levels;
}

/// The variance of the means over all combinations with the same levels of `factors`.
double variance_of_means(const FactorGrid& grid, const std::vector<double>& cells, double mean,
                         const std::vector<std::size_t>& factors) {
  std::size_t groups = 1;
  for (const std::size_t factor : factors) groups *= grid.levels[factor];
  std::vector<double> sums(groups, 0);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::vector<std::size_t> levels = levels_at(grid, i);
    std::size_t group = 0;
    for (const std::size_t factor : factors) group = group * grid.levels[factor] + levels[factor];
    sums[group] += cells[i] - mean;
  }
  const double size = static_cast<double>(cells.size()) / static_cast<double>(groups);
  double variance = 0;
  for (const double sum : sums) variance += sum / size * (sum / size);
  return variance / static_cast<double>(groups);
}

}  // namespace

Importance functional_anova(const FactorGrid& grid) {
  Importance result;
  std::vector<double> cells;
  double within = 0;
  for (const auto& repeats : grid.repeats) {
    assert(!repeats.empty());
    const double mean = statistics(repeats).mean;
    cells.push_back(mean);
    double squares = 0;
    for (const double value : repeats) squares += (value - mean) * (value - mean);
    within += squares / static_cast<double>(repeats.size());
  }
  within /= static_cast<double>(cells.size());
  result.mean = statistics(cells).mean;
  double between = 0;
  for (const double cell : cells) between += (cell - result.mean) * (cell - result.mean);
  between /= static_cast<double>(cells.size());
  result.variance = between + within;

  const std::size_t factors = grid.levels.size();
  double told = 0;
  std::vector<double> alone;
  for (std::size_t i = 0; i < factors; ++i) {
    alone.push_back(variance_of_means(grid, cells, result.mean, {i}));
    told += alone.back();
    result.parts.push_back({{i}, alone.back() / result.variance});
  }
  for (std::size_t i = 0; i < factors; ++i) {
    for (std::size_t k = i + 1; k < factors; ++k) {
      const double both = variance_of_means(grid, cells, result.mean, {i, k}) - alone[i] - alone[k];
      told += both;
      result.parts.push_back({{i, k}, both / result.variance});
    }
  }
  result.rest = factors > 2 ? (between - told) / result.variance : 0;
  result.seeds = within / result.variance;
  return result;
}

}  // namespace runner
