#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Identity
struct IdentityConfig : ElementWiseConfig<IdentityConfig> {
  template <class T>
  struct Rule {
    explicit Rule(const IdentityConfig&) {}
    T value(T x) const { return x; }
    T slope(T, T) const { return T(1); }
  };

  OutputRange output_range(OutputRange input) const override { return input; }
  bool passes_on() const override { return true; }

  static Spec<IdentityConfig> spec();
};

}  // namespace runner
