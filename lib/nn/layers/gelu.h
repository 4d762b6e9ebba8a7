#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include <string_view>

#include "nn/layers/element_wise.h"
#include "spec/spec.h"

namespace runner {

enum class Approximation { none, tanh };
constexpr auto choice_names(Approximation) {
  return std::array<std::string_view, 2>{"none", "tanh"};
}

/// torch.nn.GELU
struct GELUConfig : ElementWiseConfig<GELUConfig> {
  Approximation approximate = Approximation::none;

  template <class T>
  struct Rule {
    explicit Rule(const GELUConfig& config) : tanh(config.approximate == Approximation::tanh) {}
    T value(T x) const {
      return tanh ? T(0.5) * x * (T(1) + std::tanh(inner(x))) : x * T(0.5) * (T(1) + std::erf(x * root_half));
    }
    T slope(T x, T) const {
      if (tanh) {
        const T t = std::tanh(inner(x));
        const T inner_slope = root_2_by_pi * (T(1) + T(3) * cubic * x * x);
        return T(0.5) * (T(1) + t) + T(0.5) * x * (T(1) - t * t) * inner_slope;
      }
      const T below = T(0.5) * (T(1) + std::erf(x * root_half));
      const T density = T(0.5) * root_2_by_pi * std::exp(x * x * T(-0.5));
      return below + x * density;
    }
    static T inner(T x) { return root_2_by_pi * (x + cubic * (x * x * x)); }
    static constexpr T root_half = std::numbers::sqrt2_v<T> / 2;
    static constexpr T root_2_by_pi = T(0.797884560802865355879892119868763737);
    static constexpr T cubic = T(0.044715);
    bool tanh;
  };

  static Spec<GELUConfig> spec();
};

}  // namespace runner
