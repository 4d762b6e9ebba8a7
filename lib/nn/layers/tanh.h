#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.Tanh
struct TanhConfig : ElementWiseConfig<TanhConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const TanhConfig&) {}
    T value(T x) const { return elementary::tanh(x); }
    // By the output: no second tanh.
    T slope(T, T y) const { return T(1) - y * y; }
  };

  static Spec<TanhConfig> spec();
};

}  // namespace runner
