#include "nn/layers/tanhshrink.h"

namespace runner {

Spec<TanhshrinkConfig> TanhshrinkConfig::spec() {
  return Spec<TanhshrinkConfig>("Tanhshrink", "What Tanh takes away.")
      .source("torch.nn.Tanhshrink")
      .formula("y = x - tanh(x)");
}

}  // namespace runner
