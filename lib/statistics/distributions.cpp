#include "statistics/distributions.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <limits>
#include <numbers>

// Student's t and F come from the incomplete beta function, chi-squared from the incomplete gamma function,
// each by its continued fraction (Press et al. 2007, Numerical Recipes, 6.2 and 6.4); integrals over smooth
// functions that fall off on both sides are trapezoidal sums, whose error falls faster than any power of the
// step (Trefethen & Weideman 2014).

namespace runner {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
constexpr double tiny = std::numeric_limits<double>::min() / epsilon;

/// std::lgamma tells its sign in a variable of the whole program.
double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

/// One term of a continued fraction after Lentz; true when another changes nothing.
struct Lentz {
  double c, d, value;

  bool add(double numerator, double denominator) {
    d = denominator + numerator * d;
    if (std::abs(d) < tiny) d = tiny;
    c = denominator + numerator / c;
    if (std::abs(c) < tiny) c = tiny;
    d = 1 / d;
    value *= c * d;
    return std::abs(c * d - 1) < epsilon;
  }
};

constexpr int most_terms = 100'000;

/// The fraction of I_x(a, b), which converges fast where x < (a + 1) / (a + b + 2).
double beta_fraction(double x, double a, double b) {
  double first = 1 - (a + b) * x / (a + 1);
  if (std::abs(first) < tiny) first = tiny;
  Lentz fraction{1, 1 / first, 1 / first};
  for (int i = 1; i < most_terms; ++i) {
    const double m = i;
    fraction.add(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), 1);
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    if (fraction.add(odd, 1)) break;
  }
  return fraction.value;
}

/// I_x(a, b) with `y` = 1 - x, which may be known more exactly.
double incomplete_beta(double x, double y, double a, double b) {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const double log_scale = log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) + b * std::log(y);
  const double scale = std::exp(log_scale);
  if (x < (a + 1) / (a + b + 2)) return scale * beta_fraction(x, a, b) / a;
  return 1 - scale * beta_fraction(y, b, a) / b;
}

/// Q(a, x), the upper one.
double incomplete_gamma(double a, double x) {
  if (x <= 0) return 1;
  const double scale = std::exp(a * std::log(x) - x - log_gamma(a));
  if (x < a + 1) {
    double term = 1 / a, sum = term;
    for (int i = 1; i < most_terms && term > sum * epsilon; ++i) {
      term *= x / (a + i);
      sum += term;
    }
    return 1 - scale * sum;
  }
  const double first = x + 1 - a;
  Lentz fraction{1 / tiny, 1 / first, 1 / first};
  for (int i = 1; i < most_terms; ++i) {
    if (fraction.add(-i * (i - a), x + 2 * i + 1 - a)) break;
  }
  return scale * fraction.value;
}

/// Where a rising function passes `wanted`, between `low` and `high` that it is known to lie in.
template <class Function>
double where(Function function, double wanted, double low, double high) {
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    (function(middle) < wanted ? low : high) = middle;
  }
}

/// The first power of two at which a rising function has passed `wanted`.
template <class Function>
double beyond(Function function, double wanted) {
  double high = 1;
  while (high < std::numeric_limits<double>::max() / 4 && function(high) < wanted) high *= 2;
  return high;
}

double normal_density(double z) {
  return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

/// Coefficients from the highest power down.
template <std::size_t N>
double polynomial(const std::array<double, N>& coefficients, double x) {
  double sum = 0;
  for (const double coefficient : coefficients) sum = sum * x + coefficient;
  return sum;
}

}  // namespace

double normal_cdf(double z) {
  return std::erfc(-z / std::numbers::sqrt2) / 2;
}

double normal_above(double z) {
  return std::erfc(z / std::numbers::sqrt2) / 2;
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

double student_t_beyond(double t, double freedom) {
  if (std::isnan(t)) return t;
  if (std::isinf(t)) return 0;
  const double square = t * t;
  if (std::isinf(square)) return 0;
  return incomplete_beta(freedom / (freedom + square), square / (freedom + square), freedom / 2, 0.5);
}

double student_t_cdf(double t, double freedom) {
  const double half = student_t_beyond(t, freedom) / 2;
  return t < 0 ? half : 1 - half;
}

double student_t_quantile(double p, double freedom) {
  assert(p > 0 && p < 1);
  if (p == 0.5) return 0;
  if (p < 0.5) return -student_t_quantile(1 - p, freedom);
  const double wanted = -2 * (1 - p);
  const auto within = [&](double t) { return -student_t_beyond(t, freedom); };
  return where(within, wanted, 0, beyond(within, wanted));
}

/// The mean of the normal power over the estimated deviation, which is the root of a chi-squared value by its
/// degrees of freedom; the sum runs over the deviation's logarithm.
double t_test_power(double shift, double freedom, double alpha) {
  const double critical = student_t_quantile(1 - alpha / 2, freedom);
  const double log_scale = std::log(2.0) + freedom / 2 * std::log(freedom / 2) - log_gamma(freedom / 2);
  const double step = 0.02 / std::sqrt(std::max(freedom, 1.0));
  const auto lowest = static_cast<int>((61 / freedom + 12 / std::sqrt(freedom)) / step);
  double sum = 0;
  for (int i = -lowest; i * step < 5; ++i) {
    const double logarithm = i * step;
    const double deviation = std::exp(logarithm);
    const double exponent = log_scale + freedom * logarithm - freedom * deviation * deviation / 2;
    if (exponent < -60) {
      if (logarithm > 0) break;
      continue;
    }
    const double bound = critical * deviation;
    sum += std::exp(exponent) * (normal_above(bound - shift) + normal_cdf(-bound - shift));
  }
  return sum * step;
}

double chi_squared_above(double x, double freedom) {
  return std::isnan(x) ? x : incomplete_gamma(freedom / 2, x / 2);
}

double f_above(double f, double numerator, double denominator) {
  if (std::isnan(f)) return f;
  if (f <= 0) return 1;
  if (std::isinf(f)) return 0;
  const double total = denominator + numerator * f;
  return incomplete_beta(denominator / total, numerator * f / total, denominator / 2, numerator / 2);
}

double f_quantile(double p, double numerator, double denominator) {
  assert(p > 0 && p < 1);
  const auto below = [&](double f) { return -f_above(f, numerator, denominator); };
  return where(below, p - 1, 0, beyond(below, p - 1));
}

/// The lowest of the values is at z, the others between it and z + range.
double studentized_range_cdf(double range, std::size_t groups) {
  assert(groups >= 2);
  if (!(range > 0)) return 0;
  constexpr double step = 1.0 / 32;
  constexpr int reach = 40 * 32;
  const auto k = static_cast<double>(groups);
  double sum = 0;
  for (int i = -reach; i <= reach; ++i) {
    const double z = i * step;
    const double between =
        z > 0 ? normal_above(z) - normal_above(z + range) : normal_cdf(z + range) - normal_cdf(z);
    if (between > 0) sum += normal_density(z) * std::pow(between, k - 1);
  }
  return std::min(1.0, k * sum * step);
}

double studentized_range_quantile(double p, std::size_t groups) {
  assert(p > 0 && p < 1);
  const auto below = [&](double range) { return studentized_range_cdf(range, groups); };
  return where(below, p, 0, beyond(below, p));
}

}  // namespace runner
