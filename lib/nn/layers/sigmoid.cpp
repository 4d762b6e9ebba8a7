#include "nn/layers/sigmoid.h"

#include "spec/registration.h"

namespace runner {

Spec<SigmoidConfig> SigmoidConfig::spec() {
  return Spec<SigmoidConfig>("Sigmoid", "Squeezes every value into (0, 1).")
      .source("torch.nn.Sigmoid")
      .formula("y = 1 / (1 + e^-x)");
}

template Registration<LayerConfig> registration<LayerConfig, SigmoidConfig>();

}  // namespace runner
