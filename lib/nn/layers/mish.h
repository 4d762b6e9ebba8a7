#pragma once

#include <cmath>

#include "nn/layers/element_wise.h"
#include "spec/spec.h"

namespace runner {

/// torch.nn.Mish
struct MishConfig : ElementWiseConfig<MishConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const MishConfig&) {}
    T value(T x) const { return x * std::tanh(std::log1p(std::exp(x))); }
    T slope(T x, T) const {
      const T sigmoid = T(1) / (T(1) + std::exp(-x)), t = std::tanh(std::log1p(std::exp(x)));
      return t + x * sigmoid * (T(1) - t * t);
    }
  };

  static Spec<MishConfig> spec();
};

}  // namespace runner
