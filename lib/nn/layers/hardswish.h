#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Hardswish
struct HardswishConfig : ElementWiseConfig<HardswishConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const HardswishConfig&) {}
    T value(T x) const { return x * (x < -3 ? T(0) : (x > 3 ? T(6) : x + T(3))) / T(6); }
    T slope(T x, T) const { return x <= -3 ? T(0) : (x < 3 ? x / T(3) + T(0.5) : T(1)); }
  };

  static Spec<HardswishConfig> spec();
};

}  // namespace runner
