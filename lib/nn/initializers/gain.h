#pragma once

#include <array>
#include <string_view>
#include <variant>

namespace runner {

/// The activations for which torch.nn.init knows a gain.
enum class Nonlinearity { linear, sigmoid, tanh, relu, leaky_relu, selu };
constexpr auto choice_names(Nonlinearity) {
  return std::array<std::string_view, 6>{"linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu"};
}

/// torch.nn.init.calculate_gain; `slope` is that of a leaky ReLU.
double calculate_gain(Nonlinearity nonlinearity, double slope = 0.01);

/// A gain as a number, or by the activation that it is for.
using Gain = std::variant<double, Nonlinearity>;
/// The factor that a gain stands for.
double number_of(const Gain& gain);

inline constexpr const char* gain_help =
    "Factor for the activation that follows: a number, or its name for what torch.nn.init.calculate_gain "
    "gives.";

}  // namespace runner
