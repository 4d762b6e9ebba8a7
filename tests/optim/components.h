#pragma once

#include "optim/optimizers/adadelta.h"
#include "optim/optimizers/adafactor.h"
#include "optim/optimizers/adagrad.h"
#include "optim/optimizers/adam.h"
#include "optim/optimizers/adamax.h"
#include "optim/optimizers/adamw.h"
#include "optim/optimizers/asgd.h"
#include "optim/optimizers/lbfgs.h"
#include "optim/optimizers/momentum.h"
#include "optim/optimizers/muon.h"
#include "optim/optimizers/nadam.h"
#include "optim/optimizers/radam.h"
#include "optim/optimizers/rmsprop.h"
#include "optim/optimizers/rprop.h"
#include "optim/optimizers/sgd.h"
#include "support/components.h"

namespace runner {

using Optimizers = Components<OptimizerConfig, SGDConfig, MomentumConfig, AdagradConfig, AdadeltaConfig,
                              RMSpropConfig, RpropConfig, ASGDConfig, AdamConfig, AdamWConfig, AdamaxConfig,
                              NAdamConfig, RAdamConfig, AdafactorConfig, MuonConfig, LBFGSConfig>;

inline ParameterLayout layout_of(std::size_t size) {
  const auto n = static_cast<Index>(size);
  return {{"w", {n}, 0, n}};
}

}  // namespace runner
