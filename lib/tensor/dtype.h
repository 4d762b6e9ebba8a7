#pragma once

#include <array>
#include <string_view>

namespace runner {

/// The type of parameters, data and arithmetic.
enum class DType { float32, float64 };
constexpr auto choice_names(DType) {
  return std::array<std::string_view, 2>{"float32", "float64"};
}

/// What the products of a dense layer take where numbers are float32: those, or operands rounded to bfloat16.
enum class Precision { float32, bfloat16 };
constexpr auto choice_names(Precision) {
  return std::array<std::string_view, 2>{"float32", "bfloat16"};
}

}  // namespace runner
