#include "nn/layers/tanh.h"

#include "spec/registration.h"

namespace runner {

Spec<TanhConfig> TanhConfig::spec() {
  return Spec<TanhConfig>("Tanh", "Squeezes every value into (-1, 1).")
      .source("torch.nn.Tanh")
      .formula("y = tanh(x)");
}

template Registration<LayerConfig> registration<LayerConfig, TanhConfig>();

}  // namespace runner
