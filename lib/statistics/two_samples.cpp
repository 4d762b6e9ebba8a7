#include "statistics/two_samples.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "statistics/distributions.h"
#include "statistics/statistics.h"

namespace runner {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

TTest t_test(double mean, double error, double freedom) {
  TTest test{mean, not_known, freedom, not_known, {not_known, not_known}};
  if (!(freedom > 0) || std::isnan(error)) return test;
  if (mean != 0 || error != 0) {
    test.t = mean / error;
    test.p = student_t_beyond(test.t, freedom);
  }
  const double reach = student_t_quantile(0.975, freedom) * error;
  test.ci95 = {mean - reach, mean + reach};
  return test;
}

/// The sums of all choices of signs, in order.
std::vector<double> signed_sums(std::span<const double> values) {
  std::vector<double> sums = {0};
  for (const double value : values) {
    const std::size_t size = sums.size();
    for (std::size_t i = 0; i < size; ++i) {
      sums.push_back(sums[i] - value);
      sums[i] += value;
    }
  }
  std::sort(sums.begin(), sums.end());
  return sums;
}

/// Σ (t³ − t) over groups of t equal values of a sorted list.
double tie_sum(std::span<const double> sorted) {
  double sum = 0;
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin;
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    const auto size = static_cast<double>(end - begin);
    sum += size * size * size - size;
    begin = end;
  }
  return sum;
}

double two_sided(double distance, double deviation, bool correct) {
  if (correct) distance = std::max(0.0, distance - 0.5);
  return deviation > 0 ? std::min(1.0, 2 * normal_above(distance / deviation)) : 1;
}

/// The share of all subsets of 1 … n whose sum is at most `sum`, twice.
double exact_signed_rank_p(std::size_t n, std::size_t sum) {
  std::vector<double> ways(n * (n + 1) / 2 + 1, 0);
  ways[0] = 1;
  for (std::size_t rank = 1; rank <= n; ++rank) {
    for (std::size_t i = ways.size(); i-- > rank;) ways[i] += ways[i - rank];
  }
  const auto end = ways.begin() + static_cast<std::ptrdiff_t>(sum) + 1;
  return std::min(1.0, 2 * std::accumulate(ways.begin(), end, 0.0) / std::ldexp(1, static_cast<int>(n)));
}

}  // namespace

std::vector<double> differences(std::span<const double> a, std::span<const double> b) {
  assert(a.size() == b.size());
  std::vector<double> result;
  result.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = a[i] - b[i];
    const double largest = std::max(std::abs(a[i]), std::abs(b[i]));
    constexpr int digits = 14;  // behind the first
    const double scale = largest > 0 ? std::pow(10, digits - std::floor(std::log10(largest))) : 1;
    const double rounded = std::round(difference * scale) / scale;
    result.push_back(std::isfinite(rounded) ? rounded : difference);
  }
  return result;
}

bool differ_by_rounding(double a, double b) {
  constexpr double share = 1e-12;
  return std::abs(a - b) <= share * std::max(std::abs(a), std::abs(b));
}

TTest paired_t(std::span<const double> differences, double held_to_trained) {
  const Statistics s = statistics(differences);
  const auto n = static_cast<double>(differences.size());
  const double error =
      held_to_trained > 0 ? s.std * std::sqrt(1 / n + held_to_trained) : s.std / std::sqrt(n);
  return t_test(s.mean, error, n - 1);
}

TTest welch_t(std::span<const double> a, std::span<const double> b) {
  const Statistics first = statistics(a), second = statistics(b);
  const double mean = first.mean - second.mean;
  if (a.size() < 2 || b.size() < 2) return t_test(mean, not_known, 0);
  const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  const double of_a = first.std * first.std / n, of_b = second.std * second.std / m;
  const double both = of_a + of_b;
  const double freedom = both > 0 ? both * both / (of_a * of_a / (n - 1) + of_b * of_b / (m - 1)) : n + m - 2;
  return t_test(mean, std::sqrt(both), freedom);
}

/// Half of the differences after the other: every sum of all is a sum of each half (Horowitz & Sahni 1974).
std::optional<double> sign_flip_p(std::span<const double> differences) {
  constexpr std::size_t most = 30;
  if (differences.empty() || differences.size() > most) return std::nullopt;
  const std::size_t half = differences.size() / 2;
  const std::vector<double> first = signed_sums(differences.first(half));
  const std::vector<double> second = signed_sums(differences.subspan(half));
  double observed = 0, size = 0;
  for (const double difference : differences) {
    observed += difference;
    size += std::abs(difference);
  }
  constexpr double rounding = 1e-12;
  const double bound = std::abs(observed) - rounding * size;
  // Sums of at least `bound`; as many are at most −bound.
  double count = 0;
  std::size_t enough = second.size();
  for (const double sum : first) {
    while (enough > 0 && sum + second[enough - 1] >= bound) --enough;
    count += static_cast<double>(second.size() - enough);
  }
  return bound <= 0 ? 1 : 2 * count / std::ldexp(1, static_cast<int>(differences.size()));
}

RankTest wilcoxon_signed_rank(std::span<const double> differences, Zeros zeros, bool continuity_correction) {
  std::vector<double> used(differences.begin(), differences.end());
  if (zeros == Zeros::drop) std::erase(used, 0.0);
  if (used.empty()) return {0, 1};
  std::vector<double> sizes;
  for (const double difference : used) sizes.push_back(std::abs(difference));
  const std::vector<double> ranks = mean_ranks(sizes);
  double above = 0, below = 0, of_zeros = 0;
  for (std::size_t i = 0; i < used.size(); ++i) {
    (used[i] > 0 ? above : used[i] < 0 ? below : of_zeros) += ranks[i];
  }
  above += of_zeros / 2;
  below += of_zeros / 2;
  std::sort(sizes.begin(), sizes.end());
  const double ties = tie_sum(sizes);
  const double smaller = std::min(above, below);
  constexpr std::size_t most_exact_ranks = 50;
  if (ties == 0 && of_zeros == 0 && used.size() <= most_exact_ranks)
    return {smaller, exact_signed_rank_p(used.size(), static_cast<std::size_t>(smaller))};
  const auto n = static_cast<double>(used.size());
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48;
  return {smaller, two_sided(n * (n + 1) / 4 - smaller, std::sqrt(variance), continuity_correction)};
}

RankTest mann_whitney(std::span<const double> a, std::span<const double> b, bool continuity_correction) {
  if (a.empty() || b.empty()) return {not_known, not_known};
  const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  std::vector<double> all(a.begin(), a.end());
  all.insert(all.end(), b.begin(), b.end());
  const std::vector<double> ranks = mean_ranks(all);
  const double sum =
      std::accumulate(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(a.size()), 0.0);
  const double u = sum - n * (n + 1) / 2;
  std::sort(all.begin(), all.end());
  const double ties = tie_sum(all);
  const double variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  return {u, two_sided(std::abs(u - n * m / 2), std::sqrt(variance), continuity_correction)};
}

double probability_larger(std::span<const double> a, std::span<const double> b) {
  if (a.empty() || b.empty()) return not_known;
  std::vector<double> sorted(b.begin(), b.end());
  std::sort(sorted.begin(), sorted.end());
  double wins = 0;
  for (const double value : a) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), value);
    wins += static_cast<double>(first - sorted.begin()) + static_cast<double>(last - first) / 2;
  }
  return wins / (static_cast<double>(a.size()) * static_cast<double>(b.size()));
}

double cohens_d(std::span<const double> a, std::span<const double> b) {
  const Statistics first = statistics(a), second = statistics(b);
  const auto n = static_cast<double>(a.size()), m = static_cast<double>(b.size());
  const double pooled = ((n - 1) * first.std * first.std + (m - 1) * second.std * second.std) / (n + m - 2);
  return (first.mean - second.mean) / std::sqrt(pooled);
}

double hedges_g(std::span<const double> a, std::span<const double> b) {
  const auto freedom = static_cast<double>(a.size() + b.size()) - 2;
  return cohens_d(a, b) * (1 - 3 / (4 * freedom - 1));
}

double paired_d(std::span<const double> differences) {
  const Statistics s = statistics(differences);
  return s.mean / s.std;
}

std::optional<std::size_t> pairs_needed(double paired_d, double held_to_trained) {
  constexpr double alpha = 0.05, power = 0.8;
  constexpr std::size_t most = 1'000'000;
  const double size = std::abs(paired_d);
  if (!(size > 0)) return std::nullopt;
  if (std::isinf(size)) return 2;
  const auto found = [&](std::size_t pairs) {
    const auto n = static_cast<double>(pairs);
    return t_test_power(size / std::sqrt(1 / n + held_to_trained), n - 1, alpha) >= power;
  };
  // With the deviation known the normal distribution answers; the t test needs about two pairs more.
  const double normal = normal_quantile(1 - alpha / 2) + normal_quantile(power);
  const double share = size * size / (normal * normal) - held_to_trained;
  if (!(share > 1.0 / most)) return std::nullopt;
  std::size_t pairs = std::max<std::size_t>(2, static_cast<std::size_t>(1 / share));
  while (pairs > 2 && found(pairs - 1)) --pairs;
  while (!found(pairs)) {
    if (++pairs > most) return std::nullopt;
  }
  return pairs;
}

double noether_pairs(double probability, double alpha, double beta) {
  const double root =
      (normal_quantile(1 - alpha) - normal_quantile(beta)) / (std::sqrt(6) * (0.5 - probability));
  return root * root;
}

double noether_probability(double pairs, double alpha, double beta) {
  return 0.5 + (normal_quantile(1 - alpha) - normal_quantile(beta)) / std::sqrt(6 * pairs);
}

std::vector<double> mean_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t i, std::size_t k) { return std::pair(values[i], i) < std::pair(values[k], k); });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double rank = (static_cast<double>(begin + 1) + static_cast<double>(end)) / 2;
    for (; begin < end; ++begin) ranks[order[begin]] = rank;
  }
  return ranks;
}

}  // namespace runner
