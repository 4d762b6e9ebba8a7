#pragma once

#include <cmath>

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Softsign
struct SoftsignConfig : ElementWiseConfig<SoftsignConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const SoftsignConfig&) {}
    T value(T x) const { return x / (T(1) + std::abs(x)); }
    T slope(T x, T) const {
      const T base = T(1) + std::abs(x);
      return T(1) / (base * base);
    }
  };

  static Spec<SoftsignConfig> spec();
};

}  // namespace runner
