#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.SELU
struct SELUConfig : ElementWiseConfig<SELUConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const SELUConfig&) {}
    T value(T x) const { return x < 0 ? elementary::expm1(x) * negative : x * scale; }
    T slope(T x, T) const { return x <= 0 ? negative * elementary::exp(x) : scale; }
    static constexpr T scale = T(1.0507009873554804934193349852946);
    static constexpr T negative = T(1.6732632423543772848170429916717 * 1.0507009873554804934193349852946);
  };

  static Spec<SELUConfig> spec();
};

}  // namespace runner
