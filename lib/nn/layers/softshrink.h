#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Softshrink
struct SoftshrinkConfig : ElementWiseConfig<SoftshrinkConfig> {
  double lambd = 0.5;

  template <class T>
  struct Rule {
    explicit Rule(const SoftshrinkConfig& config) : lambd(static_cast<T>(config.lambd)) {}
    // The product lets NaN pass.
    T value(T x) const { return x > lambd ? x - lambd : (x < -lambd ? x + lambd : x * T(0)); }
    T slope(T x, T) const { return x >= -lambd && x <= lambd ? T(0) : T(1); }
    T lambd;
  };

  static Spec<SoftshrinkConfig> spec();
};

}  // namespace runner
