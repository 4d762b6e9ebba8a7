#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"
#include "tensor/elementary.h"

namespace runner {

/// torch.nn.CELU
struct CELUConfig : ElementWiseConfig<CELUConfig> {
  double alpha = 1;

  template <class T>
  struct Rule {
    explicit Rule(const CELUConfig& config)
        : alpha(static_cast<T>(config.alpha)),
          inverse(static_cast<T>(1 / config.alpha)),
          backward_inverse(static_cast<T>(1.0 / static_cast<float>(config.alpha))) {}
    T value(T x) const { return x < 0 ? elementary::expm1(x * inverse) * alpha : x; }
    T slope(T x, T) const {
      return x <= 0 ? backward_inverse * alpha * elementary::exp(x * backward_inverse) : T(1);
    }
    T alpha, inverse;
    T backward_inverse;  // PyTorch's has passed through a float, for double too
  };

  static Spec<CELUConfig> spec();
};

}  // namespace runner
