#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.ELU
struct ELUConfig : ElementWiseConfig<ELUConfig> {
  double alpha = 1;

  template <class T>
  struct Rule {
    explicit Rule(const ELUConfig& config) : alpha(static_cast<T>(config.alpha)) {}
    // expm1, because e^x - 1 would lose its digits near 0.
    T value(T x) const { return x < 0 ? elementary::expm1(x) * alpha : x; }
    T slope(T x, T) const { return x <= 0 ? alpha * elementary::exp(x) : T(1); }
    T alpha;
  };

  static Spec<ELUConfig> spec();
};

}  // namespace runner
