#include "nn/layers/selu.h"

#include "spec/registration.h"

namespace runner {

Spec<SELUConfig> SELUConfig::spec() {
  return Spec<SELUConfig>("SELU", "A scaled ELU that keeps mean 0 and variance 1 from layer to layer.")
      .source("Klambauer et al. 2017, Self-normalizing neural networks, arXiv:1706.02515")
      .formula("y = s · x where x > 0, else s · a · (e^x - 1);  s = 1.0507…, a = 1.6733…");
}

template Registration<LayerConfig> registration<LayerConfig, SELUConfig>();

}  // namespace runner
