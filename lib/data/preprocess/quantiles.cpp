#include "data/preprocess/quantiles.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace runner {

namespace {

/// Coefficients from the highest power down.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
  double sum = 0;
  for (const double coefficient : coefficients) sum = sum * x + coefficient;
  return sum;
}

}  // namespace

double quantile(std::span<const double> sorted, double q, QuantileMethod method) {
  const double rows = static_cast<double>(sorted.size());
  const bool linear = method == QuantileMethod::linear;
  const double place = std::clamp(linear ? (rows - 1) * q : rows * q - 1, 0.0, rows - 1);
  const auto below = static_cast<std::size_t>(place);
  const double low = sorted[below], high = sorted[std::min(below + 1, sorted.size() - 1)];
  double part = place - static_cast<double>(below);
  if (!linear) {
    // Numbers below the first and above the last value have no two to be made of.
    const bool inside = rows * q - 1 >= 0 && rows * q - 1 < rows - 1;
    if (!inside) return low;
    part = part == 0 ? 0.5 : 1;
  }
  // As numpy interpolates, so that the ends are themselves.
  const double difference = high - low;
  return part >= 0.5 ? high - difference * (1 - part) : low + difference * part;
}

std::vector<double> linspace(double start, double stop, std::size_t count) {
  std::vector<double> values;
  values.reserve(count);
  const double step = (stop - start) / static_cast<double>(count - 1);
  for (std::size_t i = 0; i + 1 < count; ++i) values.push_back(static_cast<double>(i) * step + start);
  values.push_back(stop);
  return values;
}

// Wichura 1988, Algorithm AS 241 (PPND16): about one part in 10^16.
double normal_quantile(double p) {
  constexpr std::array near_above = {2509.0809287301226727, 33430.575583588128105, 67265.770927008700853,
                                     45921.953931549871457, 13731.693765509461125, 1971.5909503065514427,
                                     133.14166789178437745, 3.387132872796366608};
  constexpr std::array near_below = {
      5226.495278852545925,  28729.085735721942674, 39307.89580009271061,  21213.794301586595867,
      5394.1960214247511077, 687.1870074920579083,  42.313330701600911252, 1.0};
  constexpr std::array far_above = {
      7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
      3.64784832476320460504,   5.7694972214606914055,    4.6303378461565452959,  1.42343711074968357734};
  constexpr std::array far_below = {
      1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
      0.68976733498510000455,    1.6763848301838038494,   2.05319162663775882187,   1.0};
  constexpr std::array tail_above = {
      2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
      0.29656057182850489123,    1.7848265399172913358,     5.4637849111641143699,    6.6579046435011037772};
  constexpr std::array tail_below = {
      2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
      0.0148753612908506148525,   0.13692988092273580531,   0.59983220655588793769,   1.0};
  const double off = p - 0.5;
  if (std::abs(off) <= 0.425) {
    const double r = 0.180625 - off * off;
    return off * polynomial(near_above, r) / polynomial(near_below, r);
  }
  const double tail = off < 0 ? p : 1 - p;
  if (tail <= 0) return std::copysign(std::numeric_limits<double>::infinity(), off);
  const double r = std::sqrt(-std::log(tail));
  const double size = r <= 5 ? polynomial(far_above, r - 1.6) / polynomial(far_below, r - 1.6)
                             : polynomial(tail_above, r - 5) / polynomial(tail_below, r - 5);
  return std::copysign(size, off);
}

double normal_cdf(double x) {
  return 0.5 * std::erfc(-x / std::numbers::sqrt2);
}

}  // namespace runner
