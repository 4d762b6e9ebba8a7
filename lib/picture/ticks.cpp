#include "picture/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "picture/numbers.h"
#include "picture/svg.h"

namespace runner::picture {

namespace {

/// The smallest 1, 2 or 5 times a power of ten that is not below `least`.
double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  }
  return 10 * power;
}

/// Multiples of a step within the range, computed from whole numbers so that no error adds up.
std::vector<double> multiples(double step, double low, double high) {
  std::vector<double> result;
  const double slack = 1e-9 * (high - low) / step;
  const double last = std::floor(high / step + slack);
  for (double k = std::ceil(low / step - slack); k <= last && result.size() < 1000; ++k) {
    // 3 × 0.1 is not 0.3, but 3 / 10 is.
    result.push_back(k == 0 ? 0.0 : step < 1 ? k / std::round(1 / step) : k * step);
    if (step < 1e-12) result.back() = k * step;
  }
  return result;
}

int decimals_of(double step) {
  return std::max(0, static_cast<int>(-std::floor(std::log10(step) + 1e-9)));
}

std::vector<Tick> linear_ticks(const Axis& axis, double low, double high, std::size_t most) {
  double step = round_step((high - low) / static_cast<double>(std::max<std::size_t>(most, 1)));
  if (axis.whole) step = std::max(1.0, step);
  const double largest = std::max(std::abs(low), std::abs(high));
  const int digits = static_cast<int>(std::floor(std::log10(largest))) -
                     static_cast<int>(std::floor(std::log10(step) + 1e-9)) + 1;
  const bool plain = (largest < 1e6 && step >= 0.99e-4) || digits > 5;
  std::vector<Tick> result;
  for (const double at : multiples(step, low, high)) {
    result.push_back({at, plain ? with_decimals(at, decimals_of(step)) : readable(at, std::max(digits, 1))});
  }
  return result;
}

std::string log_label(int exponent, int factor, bool powers) {
  if (powers) {
    const std::string power = power_of_ten(exponent);
    return factor == 1 ? power : std::to_string(factor) + "×" + power;
  }
  return with_decimals(factor * std::pow(10.0, exponent), std::max(0, -exponent));
}

double log_value(int exponent, int factor) {
  return exponent < 0 ? factor / std::pow(10.0, -exponent) : factor * std::pow(10.0, exponent);
}

std::vector<Tick> log_ticks(const Axis& axis, double low, double high, std::size_t most) {
  const double decades = std::log10(high / low);
  const int first = static_cast<int>(std::floor(std::log10(low))),
            last = static_cast<int>(std::ceil(std::log10(high)));
  const auto inside = [&](double at) { return at >= low * (1 - 1e-9) && at <= high * (1 + 1e-9); };
  std::size_t of_decades = 0, of_125 = 0;
  for (int k = first; k <= last; ++k) {
    for (const int factor : {1, 2, 5}) {
      const bool counts = inside(log_value(k, factor));
      of_125 += counts ? 1 : 0;
      of_decades += counts && factor == 1 ? 1 : 0;
    }
  }
  if (of_125 < 3 || decades < 0.5) return linear_ticks(axis, low, high, most);
  const bool between = of_125 <= most;
  const int stride = of_decades <= most || most == 0 ? 1 : static_cast<int>((of_decades + most - 1) / most);
  const bool powers = first < -4 || last > 5;
  std::vector<Tick> result;
  for (int k = first; k <= last; ++k) {
    for (int factor = 1; factor <= 9; ++factor) {
      const double at = log_value(k, factor);
      if (!inside(at)) continue;
      const bool has_label = factor == 1 ? k % stride == 0 : between && (factor == 2 || factor == 5);
      if (has_label) {
        result.push_back({at, log_label(k, factor, powers)});
      } else if (decades <= 7 || factor == 1) {
        result.push_back({at, {}});
      }
    }
  }
  const auto labels =
      std::count_if(result.begin(), result.end(), [](const Tick& tick) { return !tick.label.empty(); });
  return labels < 2 && decades < 1.5 ? linear_ticks(axis, low, high, most) : result;
}

std::vector<Tick> time_ticks(const Axis& axis, double low, double high, std::size_t most) {
  constexpr std::array<double, 21> steps = {1,     2,     5,     10,    15,     30,     60,
                                            120,   300,   600,   900,   1800,   3600,   7200,
                                            10800, 21600, 43200, 86400, 172800, 432000, 864000};
  const double least = (high - low) / static_cast<double>(std::max<std::size_t>(most, 1));
  std::vector<Tick> result;
  double step = 0;
  if (least <= 0.5) {
    step = round_step(least);
  } else if (const auto* found =
                 std::find_if(steps.begin(), steps.end(), [&](double s) { return s >= least; });
             found != steps.end()) {
    step = *found;
  } else {
    step = round_step(least / 86400) * 86400;
  }
  (void)axis;
  for (const double at : multiples(step, low, high))
    result.push_back({at, at == 0 ? "0" : readable_seconds(at)});
  return result;
}

std::vector<Tick> category_ticks(const Axis& axis, double low, double high) {
  std::vector<Tick> result;
  for (std::size_t k = 0; k < axis.categories.size(); ++k) {
    const auto at = static_cast<double>(k);
    if (at >= low && at <= high) result.push_back({at, axis.categories[k]});
  }
  return result;
}

}  // namespace

std::vector<Tick> ticks(const Axis& axis, double low, double high, std::size_t most) {
  switch (axis.scale) {
    case ScaleKind::log:
      return log_ticks(axis, low, high, most);
    case ScaleKind::seconds:
      return time_ticks(axis, low, high, most);
    case ScaleKind::category:
      return category_ticks(axis, low, high);
    case ScaleKind::linear:
      break;
  }
  return linear_ticks(axis, low, high, most);
}

}  // namespace runner::picture
