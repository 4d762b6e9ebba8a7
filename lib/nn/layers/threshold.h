#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Threshold
struct ThresholdConfig : ElementWiseConfig<ThresholdConfig> {
  double threshold = 0;
  double value = 0;

  template <class T>
  struct Rule {
    explicit Rule(const ThresholdConfig& config)
        : threshold(static_cast<T>(config.threshold)), other(static_cast<T>(config.value)) {}
    T value(T x) const { return x <= threshold ? other : x; }
    T slope(T x, T) const { return x <= threshold ? T(0) : T(1); }
    T threshold, other;
  };

  static Spec<ThresholdConfig> spec();
};

}  // namespace runner
