#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.ReLU6
struct ReLU6Config : ElementWiseConfig<ReLU6Config> {
  template <class T>
  struct Rule {
    explicit Rule(const ReLU6Config&) {}
    T value(T x) const { return x < 0 ? T(0) : (x > 6 ? T(6) : x); }
    T slope(T x, T) const { return x <= 0 || x >= 6 ? T(0) : T(1); }
  };

  static Spec<ReLU6Config> spec();
};

}  // namespace runner
