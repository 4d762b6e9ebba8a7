#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.LeakyReLU
struct LeakyReLUConfig : ElementWiseConfig<LeakyReLUConfig> {
  double negative_slope = 0.01;

  template <class T>
  struct Rule {
    explicit Rule(const LeakyReLUConfig& config) : negative(static_cast<T>(config.negative_slope)) {}
    T value(T x) const { return x * slope(x, x); }
    T slope(T x, T /*y*/) const { return x > 0 ? T(1) : negative; }
    T negative;
  };

  static Spec<LeakyReLUConfig> spec();
};

}  // namespace runner
