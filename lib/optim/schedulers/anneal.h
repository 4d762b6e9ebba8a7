#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

namespace runner {

enum class AnnealStrategy { cos, linear };
constexpr auto choice_names(AnnealStrategy) {
  return std::array<std::string_view, 2>{"cos", "linear"};
}

/// From `from` at 0 to `to` at 1, along half a cosine or a line, rounded as PyTorch does.
inline double anneal(AnnealStrategy strategy, double from, double to, double t) {
  if (strategy == AnnealStrategy::linear) return (to - from) * t + from;
  return to + (from - to) / 2 * (std::cos(std::numbers::pi * t) + 1);
}

}  // namespace runner
