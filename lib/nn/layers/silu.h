#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.SiLU
struct SiLUConfig : ElementWiseConfig<SiLUConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const SiLUConfig&) {}
    T value(T x) const { return x / (T(1) + elementary::exp(-x)); }
    T slope(T x, T) const {
      const T sigmoid = T(1) / (T(1) + elementary::exp(-x));
      return sigmoid * (T(1) + x * (T(1) - sigmoid));
    }
  };

  static Spec<SiLUConfig> spec();
};

}  // namespace runner
