#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Hardshrink
struct HardshrinkConfig : ElementWiseConfig<HardshrinkConfig> {
  double lambd = 0.5;

  template <class T>
  struct Rule {
    explicit Rule(const HardshrinkConfig& config) : lambd(static_cast<T>(config.lambd)) {}
    T value(T x) const { return x * slope(x, x); }
    T slope(T x, T) const { return x >= -lambd && x <= lambd ? T(0) : T(1); }
    T lambd;
  };

  static Spec<HardshrinkConfig> spec();
};

}  // namespace runner
