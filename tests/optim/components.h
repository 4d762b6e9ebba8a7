#pragma once

#include "optim/optimizer.h"
#include "support/components.h"

namespace runner {

// By name alone, as the catalogue has them: a changed header of a rule leaves the tests as they are.
using Optimizers =
    Components<OptimizerConfig, struct SGDConfig, struct MomentumConfig, struct AdagradConfig,
               struct AdadeltaConfig, struct RMSpropConfig, struct RpropConfig, struct ASGDConfig,
               struct AdamConfig, struct AdamWConfig, struct AdamaxConfig, struct NAdamConfig,
               struct RAdamConfig, struct AdafactorConfig, struct MuonConfig, struct LBFGSConfig>;

inline ParameterLayout layout_of(std::size_t size) {
  const auto n = static_cast<Index>(size);
  return {{"w", {n}, 0, n}};
}

}  // namespace runner
