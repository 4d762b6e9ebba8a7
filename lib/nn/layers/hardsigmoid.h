#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Hardsigmoid
struct HardsigmoidConfig : ElementWiseConfig<HardsigmoidConfig, OutputRange::unit_interval> {
  template <class T>
  struct Rule {
    explicit Rule(const HardsigmoidConfig&) {}
    T value(T x) const { return x < -3 ? T(0) : (x > 3 ? T(1) : (x + T(3)) / T(6)); }
    // PyTorch's sixth is a float for double too.
    T slope(T x, T) const { return x <= -3 || x >= 3 ? T(0) : T(1.0F / 6.0F); }
  };

  static Spec<HardsigmoidConfig> spec();
};

}  // namespace runner
