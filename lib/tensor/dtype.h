#pragma once

#include <array>
#include <string_view>

namespace runner {

/// The type of parameters, data and arithmetic.
enum class DType { float32, float64 };
constexpr auto choice_names(DType) {
  return std::array<std::string_view, 2>{"float32", "float64"};
}

}  // namespace runner
