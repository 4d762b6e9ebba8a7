#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.Softplus
struct SoftplusConfig : ElementWiseConfig<SoftplusConfig> {
  double beta = 1;
  double threshold = 20;

  template <class T>
  struct Rule {
    explicit Rule(const SoftplusConfig& config)
        : beta(static_cast<T>(config.beta)), threshold(static_cast<T>(config.threshold)) {}
    T value(T x) const {
      return x * beta > threshold ? x : elementary::log1p(elementary::exp(x * beta)) / beta;
    }
    T slope(T x, T) const {
      if (x * beta > threshold) return T(1);
      const T z = elementary::exp(x * beta);
      return z / (z + T(1));
    }
    T beta, threshold;
  };

  static Spec<SoftplusConfig> spec();
};

}  // namespace runner
