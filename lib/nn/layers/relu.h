#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.ReLU
struct ReLUConfig : ElementWiseConfig<ReLUConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const ReLUConfig&) {}
    // Written so that NaN passes on.
    T value(T x) const { return x <= 0 ? T(0) : x; }
    T slope(T, T y) const { return y <= 0 ? T(0) : T(1); }
  };

  static Spec<ReLUConfig> spec();
  Epilogue as_epilogue() const override { return Epilogue::relu; }
};

}  // namespace runner
