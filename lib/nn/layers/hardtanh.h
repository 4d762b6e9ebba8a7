#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Hardtanh
struct HardtanhConfig : ElementWiseConfig<HardtanhConfig> {
  double min_val = -1;
  double max_val = 1;

  template <class T>
  struct Rule {
    explicit Rule(const HardtanhConfig& config)
        : low(static_cast<T>(config.min_val)), high(static_cast<T>(config.max_val)) {}
    T value(T x) const { return x < low ? low : (x > high ? high : x); }
    T slope(T x, T) const { return x <= low || x >= high ? T(0) : T(1); }
    T low, high;
  };

  static Spec<HardtanhConfig> spec();
};

}  // namespace runner
