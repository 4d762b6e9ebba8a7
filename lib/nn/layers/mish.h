#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.Mish
struct MishConfig : ElementWiseConfig<MishConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const MishConfig&) {}
    T value(T x) const { return x * elementary::tanh(elementary::log1p(elementary::exp(x))); }
    T slope(T x, T) const {
      const T sigmoid = T(1) / (T(1) + elementary::exp(-x)),
              t = elementary::tanh(elementary::log1p(elementary::exp(x)));
      return t + x * sigmoid * (T(1) - t * t);
    }
  };

  static Spec<MishConfig> spec();
};

}  // namespace runner
