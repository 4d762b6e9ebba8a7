#include "nn/layers/relu6.h"

#include "spec/registration.h"

namespace runner {

Spec<ReLU6Config> ReLU6Config::spec() {
  return Spec<ReLU6Config>("ReLU6", "ReLU that stops at 6.")
      .source("torch.nn.ReLU6")
      .formula("y = min(max(x, 0), 6)");
}

template Registration<LayerConfig> registration<LayerConfig, ReLU6Config>();

}  // namespace runner
