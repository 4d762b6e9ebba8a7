#pragma once

#include "optim/optimizers/adam.h"

namespace runner {

/// torch.optim.AdamW: Adam with another default and the weight decay always decoupled.
struct AdamWConfig : AdamConfig {
  AdamWConfig() {
    weight_decay = 1e-2;
    decoupled_weight_decay = true;
  }

  static Spec<AdamWConfig> spec();
};

}  // namespace runner
