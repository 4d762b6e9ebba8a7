#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.Tanhshrink
struct TanhshrinkConfig : ElementWiseConfig<TanhshrinkConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const TanhshrinkConfig&) {}
    T value(T x) const { return x - elementary::tanh(x); }
    T slope(T x, T) const {
      const T t = elementary::tanh(x);
      return t * t;
    }
  };

  static Spec<TanhshrinkConfig> spec();
};

}  // namespace runner
