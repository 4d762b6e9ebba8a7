#include "nn/layers/relu.h"

#include "spec/registration.h"

namespace runner {

Spec<ReLUConfig> ReLUConfig::spec() {
  return Spec<ReLUConfig>("ReLU", "Passes what is positive and blocks the rest.")
      .source("Nair & Hinton 2010, Rectified linear units improve restricted Boltzmann machines")
      .formula("y = max(x, 0); the derivative at 0 is 0");
}

template Registration<LayerConfig> registration<LayerConfig, ReLUConfig>();

}  // namespace runner
