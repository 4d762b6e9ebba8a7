#include "statistics/best_over_budget.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>

namespace runner {
namespace {

/// The worst first.
std::vector<double> rising(std::span<const double> values, bool higher_is_better) {
  std::vector<double> sorted(values.begin(), values.end());
  higher_is_better ? std::sort(sorted.begin(), sorted.end())
                   : std::sort(sorted.begin(), sorted.end(), std::greater<>());
  return sorted;
}

}  // namespace

std::vector<double> best_over_budget(std::span<const double> values, bool higher_is_better) {
  const std::vector<double> sorted = rising(values, higher_is_better);
  const std::size_t size = sorted.size();
  std::vector<double> expected;
  for (std::size_t n = 1; n <= size; ++n) {
    // The share of the subsets of n whose best is the i-th: C(i-1, n-1) / C(size, n), from the best down.
    double share = static_cast<double>(n) / static_cast<double>(size), sum = 0;
    for (std::size_t i = size; i >= n; --i) {
      sum += share * sorted[i - 1];
      if (i == 1) break;
      share *= static_cast<double>(i - n) / static_cast<double>(i - 1);
    }
    expected.push_back(sum);
  }
  return expected;
}

std::vector<double> best_over_budget_with_replacement(std::span<const double> values, bool higher_is_better) {
  const std::vector<double> sorted = rising(values, higher_is_better);
  const auto size = static_cast<double>(sorted.size());
  std::vector<double> expected;
  for (std::size_t n = 1; n <= sorted.size(); ++n) {
    const auto budget = static_cast<double>(n);
    double sum = 0;
    for (std::size_t i = 1; i <= sorted.size(); ++i) {
      const auto place = static_cast<double>(i);
      sum += sorted[i - 1] * (std::pow(place / size, budget) - std::pow((place - 1) / size, budget));
    }
    expected.push_back(sum);
  }
  return expected;
}

}  // namespace runner
