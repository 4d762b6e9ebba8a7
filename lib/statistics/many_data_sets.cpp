#include "statistics/many_data_sets.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>

#include "statistics/distributions.h"
#include "statistics/two_samples.h"

namespace runner {
namespace {

/// Σ (t³ − t) over the groups of t equal ranks of each data set.
double ties_of(const CostTable& costs) {
  double sum = 0;
  for (std::vector<double> row : costs) {
    std::sort(row.begin(), row.end());
    for (std::size_t begin = 0; begin < row.size();) {
      const auto end =
          static_cast<std::size_t>(std::upper_bound(row.begin(), row.end(), row[begin]) - row.begin());
      const auto size = static_cast<double>(end - begin);
      sum += size * size * size - size;
      begin = end;
    }
  }
  return sum;
}

/// Per data set and algorithm the cost by the best one; infinite where it was never reached.
CostTable ratios_of(const CostTable& costs) {
  CostTable ratios = costs;
  for (auto& row : ratios) {
    double best = HUGE_VAL;
    for (const double cost : row) {
      if (std::isfinite(cost)) best = std::min(best, cost);
    }
    for (double& cost : row) {
      const bool is_best = cost == best;
      cost = !std::isfinite(cost) ? HUGE_VAL : is_best ? 1 : cost / best;
    }
  }
  return ratios;
}

}  // namespace

std::vector<double> mean_ranks_of(const CostTable& costs) {
  std::vector<double> means(costs.empty() ? 0 : costs.front().size(), 0);
  for (const auto& row : costs) {
    const std::vector<double> ranks = mean_ranks(row);
    for (std::size_t i = 0; i < means.size(); ++i) means[i] += ranks[i];
  }
  for (double& mean : means) mean /= static_cast<double>(costs.size());
  return means;
}

FriedmanTest friedman(const CostTable& costs) {
  return friedman(mean_ranks_of(costs), costs.size(), ties_of(costs));
}

FriedmanTest friedman(std::span<const double> mean_ranks, std::size_t data_sets, double ties) {
  constexpr double unknown_p = std::numeric_limits<double>::quiet_NaN();
  const auto n = static_cast<double>(data_sets), k = static_cast<double>(mean_ranks.size());
  if (n < 2 || k < 2) return {unknown_p, unknown_p, unknown_p, unknown_p};
  double sum = 0;
  for (const double rank : mean_ranks) sum += (rank - (k + 1) / 2) * (rank - (k + 1) / 2);
  const double untied = 1 - ties / (n * k * (k * k - 1));
  if (untied <= 0) return {0, 1, 0, 1};
  FriedmanTest test;
  test.chi_squared = 12 * n / (k * (k + 1)) * sum / untied;
  test.p = chi_squared_above(test.chi_squared, k - 1);
  const double left = n * (k - 1) - test.chi_squared;
  test.f = left > 1e-12 * n * k ? (n - 1) * test.chi_squared / left : HUGE_VAL;
  test.f_p = f_above(test.f, k - 1, (k - 1) * (n - 1));
  return test;
}

double critical_difference(std::size_t algorithms, std::size_t data_sets, double alpha) {
  const auto k = static_cast<double>(algorithms);
  return studentized_range_quantile(1 - alpha, algorithms) *
         std::sqrt(k * (k + 1) / (12 * static_cast<double>(data_sets)));
}

double nemenyi_p(double distance, std::size_t algorithms, std::size_t data_sets) {
  const auto k = static_cast<double>(algorithms);
  const double error = std::sqrt(k * (k + 1) / (12 * static_cast<double>(data_sets)));
  return 1 - studentized_range_cdf(std::abs(distance) / error, algorithms);
}

std::vector<std::pair<std::size_t, std::size_t>> not_told_apart(std::span<const double> rising_ranks,
                                                                double critical) {
  std::vector<std::pair<std::size_t, std::size_t>> groups;
  std::size_t last = 0, reached = 0;  // behind the last one of the group before
  for (std::size_t first = 0; first < rising_ranks.size(); ++first) {
    last = std::max(last, first);
    while (last + 1 < rising_ranks.size() && rising_ranks[last + 1] - rising_ranks[first] <= critical) ++last;
    if (last > first && last + 1 > reached) groups.emplace_back(first, last);
    reached = std::max(reached, last + 1);
  }
  return groups;
}

double interquartile_mean(std::vector<double> values) {
  assert(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t cut = values.size() / 4;
  const auto first = values.begin() + static_cast<std::ptrdiff_t>(cut);
  const auto last = values.end() - static_cast<std::ptrdiff_t>(cut);
  return std::accumulate(first, last, 0.0) / static_cast<double>(last - first);
}

std::vector<std::vector<double>> performance_profile(const CostTable& costs, std::span<const double> limits) {
  const CostTable ratios = ratios_of(costs);
  const std::size_t algorithms = costs.empty() ? 0 : costs.front().size();
  std::vector<std::vector<double>> shares(algorithms, std::vector<double>(limits.size(), 0));
  for (std::size_t i = 0; i < algorithms; ++i) {
    for (std::size_t limit = 0; limit < limits.size(); ++limit) {
      const auto within = std::ranges::count_if(
          ratios, [&](const auto& row) { return std::isfinite(row[i]) && row[i] <= limits[limit]; });
      shares[i][limit] = static_cast<double>(within) / static_cast<double>(costs.size());
    }
  }
  return shares;
}

std::vector<double> profile_scores(const CostTable& costs, double most) {
  std::vector<double> scores(costs.empty() ? 0 : costs.front().size(), 0);
  for (const auto& row : ratios_of(costs)) {
    for (std::size_t i = 0; i < scores.size(); ++i) scores[i] += std::max(0.0, most - row[i]) / (most - 1);
  }
  for (double& score : scores) score /= static_cast<double>(costs.size());
  return scores;
}

}  // namespace runner
