#include "statistics/statistics.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

namespace runner {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// The probability that |T| stays below tan(angle)·√freedom.
double probability_within(double angle, std::size_t freedom) {
  const double sine = std::sin(angle), cosine = std::cos(angle);
  const bool odd = freedom % 2 == 1;
  // Powers of the cosine up to freedom - 2, each with the coefficient of the one before times (k - 1) / k.
  double term = odd ? cosine : 1;
  double sum = freedom == 1 ? 0 : term;
  for (std::size_t k = odd ? 3 : 2; k + 2 <= freedom; k += 2) {
    term *= cosine * cosine * static_cast<double>(k - 1) / static_cast<double>(k);
    sum += term;
  }
  return odd ? 2 / std::numbers::pi * (angle + sine * sum) : sine * sum;
}

}  // namespace

double student_t95(std::size_t freedom) {
  assert(freedom >= 1);
  constexpr double wanted = 0.95;
  double low = 0, high = std::numbers::pi / 2;
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (probability_within(middle, freedom) < wanted ? low : high) = middle;
  }
  return std::tan(low) * std::sqrt(static_cast<double>(freedom));
}

Statistics statistics(std::span<const double> values, double held_to_trained) {
  std::vector<double> finite;
  std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
               [](double value) { return std::isfinite(value); });
  Statistics result{finite.size(), unknown, unknown, unknown, unknown, unknown, unknown};
  if (finite.empty()) return result;
  const auto n = static_cast<double>(finite.size());
  // From the first value on: equal values have exactly their value as mean, and no spread.
  const double first = finite.front();
  const auto beyond_first = [&](double sum, double value) { return sum + (value - first); };
  result.mean = first + std::accumulate(finite.begin(), finite.end(), 0.0, beyond_first) / n;
  result.min = *std::min_element(finite.begin(), finite.end());
  result.max = *std::max_element(finite.begin(), finite.end());
  if (finite.size() == 1) return result;

  double squares = 0;
  for (double value : finite) squares += (value - result.mean) * (value - result.mean);
  result.std = std::sqrt(squares / (n - 1));
  const double t = student_t95(finite.size() - 1);
  const double reach = held_to_trained > 0 ? t * result.std * std::sqrt(1 / n + held_to_trained)
                                           : t * result.std / std::sqrt(n);
  result.ci95_low = result.mean - reach;
  result.ci95_high = result.mean + reach;
  return result;
}

}  // namespace runner
