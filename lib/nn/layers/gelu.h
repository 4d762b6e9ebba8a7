#pragma once

#include <array>
#include <numbers>
#include <string_view>

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// How the distribution function of the normal distribution is worked out.
enum class Approximation { none, tanh };
constexpr auto choice_names(Approximation) {
  return std::array<std::string_view, 2>{"none", "tanh"};
}

/// torch.nn.GELU
struct GELUConfig : ElementWiseConfig<GELUConfig> {
  Approximation approximate = Approximation::none;

  /// By the error function itself.
  template <class T>
  struct Rule {
    explicit Rule(const GELUConfig&) {}
    T value(T x) const { return x * T(0.5) * (T(1) + elementary::erf(x * root_half)); }
    T slope(T x, T) const {
      const T below = T(0.5) * (T(1) + elementary::erf(x * root_half));
      const T density = T(0.5) * root_2_by_pi<T> * elementary::exp(x * x * T(-0.5));
      return below + x * density;
    }
    static constexpr T root_half = std::numbers::sqrt2_v<T> / 2;
  };

  /// The estimate by tanh: a rule of its own, so that loops have no choice in them and are vectorised.
  struct Estimate {
    template <class T>
    struct Rule {
      explicit Rule(const Estimate&) {}
      T value(T x) const { return T(0.5) * x * (T(1) + elementary::tanh(inner(x))); }
      T slope(T x, T) const {
        const T t = elementary::tanh(inner(x));
        const T inner_slope = root_2_by_pi<T> * (T(1) + T(3) * cubic * x * x);
        return T(0.5) * (T(1) + t) + T(0.5) * x * (T(1) - t * t) * inner_slope;
      }
      static T inner(T x) { return root_2_by_pi<T> * (x + cubic * (x * x * x)); }
      static constexpr T cubic = T(0.044715);
    };
  };

  template <class T>
  static constexpr T root_2_by_pi = T(0.797884560802865355879892119868763737);

  static Spec<GELUConfig> spec();
  /// Which of the two rules, is decided here, once.
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const;
};

}  // namespace runner
