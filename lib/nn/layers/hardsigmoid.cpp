#include "nn/layers/hardsigmoid.h"

#include "spec/registration.h"

namespace runner {

Spec<HardsigmoidConfig> HardsigmoidConfig::spec() {
  return Spec<HardsigmoidConfig>("Hardsigmoid", "Sigmoid made of three straight pieces.")
      .source("torch.nn.Hardsigmoid")
      .formula("y = min(max(x + 3, 0), 6) / 6");
}

template Registration<LayerConfig> registration<LayerConfig, HardsigmoidConfig>();

}  // namespace runner
