#include "nn/layers/hardsigmoid.h"

namespace runner {

Spec<HardsigmoidConfig> HardsigmoidConfig::spec() {
  return Spec<HardsigmoidConfig>("Hardsigmoid", "Sigmoid made of three straight pieces.")
      .source("torch.nn.Hardsigmoid")
      .formula("y = min(max(x + 3, 0), 6) / 6");
}

}  // namespace runner
