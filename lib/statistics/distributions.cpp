#include "statistics/distributions.h"

#include <algorithm>
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

}  // namespace

double normal_cdf(double z) {
  return std::erfc(-z / std::numbers::sqrt2) / 2;
}

double normal_above(double z) {
  return std::erfc(z / std::numbers::sqrt2) / 2;
}

double normal_quantile(double p) {
  assert(p > 0 && p < 1);
  constexpr double farthest = 40;
  if (p == 0.5) return 0;
  if (p > 0.5) return -where([](double z) { return normal_cdf(z); }, 1 - p, -farthest, 0);
  return where([](double z) { return normal_cdf(z); }, p, -farthest, 0);
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
