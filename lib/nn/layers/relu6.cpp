#include "nn/layers/relu6.h"

namespace runner {

Spec<ReLU6Config> ReLU6Config::spec() {
  return Spec<ReLU6Config>("ReLU6", "ReLU that stops at 6.")
      .source("torch.nn.ReLU6")
      .formula("y = min(max(x, 0), 6)");
}

}  // namespace runner
