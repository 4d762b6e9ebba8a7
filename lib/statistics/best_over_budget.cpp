#include "statistics/best_over_budget.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>

namespace runner {
namespace {

constexpr double negligible = 1e-30;  // a share that no sum notices

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
      if (i == 1 || share < negligible) break;
      share *= static_cast<double>(i - n) / static_cast<double>(i - 1);
    }
    expected.push_back(sum);
  }
  return expected;
}

std::vector<double> best_over_budget_quantile(std::span<const double> values, bool higher_is_better,
                                              double q) {
  const std::vector<double> sorted = rising(values, higher_is_better);
  const std::size_t size = sorted.size();
  constexpr double rounding = 1e-12;
  std::vector<double> quantiles;
  // The share of the choices of n that lie within the i worst: C(i, n) / C(size, n). It falls with n and
  // rises with i, so that i never goes back.
  std::size_t i = 0;
  double share = 0;
  for (std::size_t n = 1; n <= size; ++n) {
    share *= static_cast<double>(i + 1 - std::min(i + 1, n)) / static_cast<double>(size - n + 1);
    if (i < n || share == 0) {
      i = std::max(i, n);
      share = 1;
      for (std::size_t k = 0; k < n; ++k) share *= static_cast<double>(i - k) / static_cast<double>(size - k);
    }
    for (; i < size && share < q - rounding; ++i)
      share *= static_cast<double>(i + 1) / static_cast<double>(i + 1 - n);
    quantiles.push_back(sorted[i - 1]);
  }
  return quantiles;
}

std::vector<double> best_over_budget_with_replacement(std::span<const double> values, bool higher_is_better) {
  const std::vector<double> sorted = rising(values, higher_is_better);
  const auto size = static_cast<double>(sorted.size());
  std::vector<double> expected;
  for (std::size_t n = 1; n <= sorted.size(); ++n) {
    const auto budget = static_cast<double>(n);
    // Of i from the best down the chance that none of n is better.
    double within = 1, sum = 0;
    for (std::size_t i = sorted.size(); i >= 1 && within >= negligible; --i) {
      const double below = std::pow(static_cast<double>(i - 1) / size, budget);
      sum += sorted[i - 1] * (within - below);
      within = below;
    }
    expected.push_back(sum);
  }
  return expected;
}

}  // namespace runner
