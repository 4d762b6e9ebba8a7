#include "nn/layers/softsign.h"

#include "spec/registration.h"

namespace runner {

Spec<SoftsignConfig> SoftsignConfig::spec() {
  return Spec<SoftsignConfig>("Softsign", "Squeezes every value into (-1, 1), more slowly than Tanh.")
      .source("torch.nn.Softsign")
      .formula("y = x / (1 + |x|)");
}

template Registration<LayerConfig> registration<LayerConfig, SoftsignConfig>();

}  // namespace runner
