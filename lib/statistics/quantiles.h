#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace runner {

/// How a quantile that falls between two values is made of them, by numpy's names.
enum class QuantileMethod { averaged_inverted_cdf, linear };
constexpr auto choice_names(QuantileMethod) {
  return std::array<std::string_view, 2>{"averaged_inverted_cdf", "linear"};
}

/// numpy.quantile of values in order, of which there is one at least; `q` is in [0, 1].
double quantile(std::span<const double> sorted, double q, QuantileMethod method);

/// numpy.linspace(start, stop, count); `count` is at least 2.
std::vector<double> linspace(double start, double stop, std::size_t count);

}  // namespace runner
