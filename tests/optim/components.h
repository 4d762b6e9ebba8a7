#pragma once

#include "optim/optimizers/adagrad.h"
#include "optim/optimizers/adam.h"
#include "optim/optimizers/adamw.h"
#include "optim/optimizers/momentum.h"
#include "optim/optimizers/rmsprop.h"
#include "optim/optimizers/sgd.h"
#include "support/components.h"

namespace runner {

using Optimizers = Components<OptimizerConfig, SGDConfig, MomentumConfig, AdagradConfig, RMSpropConfig,
                              AdamConfig, AdamWConfig>;

inline ParameterLayout layout_of(std::size_t size) {
  const auto n = static_cast<Index>(size);
  return {{"w", {n}, 0, n}};
}

}  // namespace runner
