#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.Sigmoid
struct SigmoidConfig : ElementWiseConfig<SigmoidConfig, OutputRange::unit_interval> {
  template <class T>
  struct Rule {
    explicit Rule(const SigmoidConfig&) {}
    T value(T x) const { return T(1) / (T(1) + elementary::exp(-x)); }
    // By the output: no second exponential.
    T slope(T, T y) const { return y * (T(1) - y); }
  };

  static Spec<SigmoidConfig> spec();
};

}  // namespace runner
