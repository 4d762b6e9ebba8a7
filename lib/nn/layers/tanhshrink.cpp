#include "nn/layers/tanhshrink.h"

#include "spec/registration.h"

namespace runner {

Spec<TanhshrinkConfig> TanhshrinkConfig::spec() {
  return Spec<TanhshrinkConfig>("Tanhshrink", "What Tanh takes away.")
      .source("torch.nn.Tanhshrink")
      .formula("y = x - tanh(x)");
}

template Registration<LayerConfig> registration<LayerConfig, TanhshrinkConfig>();

}  // namespace runner
