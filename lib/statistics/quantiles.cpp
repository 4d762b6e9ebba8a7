#include "statistics/quantiles.h"

#include <algorithm>
#include <cmath>

namespace runner {

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

}  // namespace runner
