#include "nn/layers/flatten.h"

#include "spec/registration.h"

namespace runner {

Spec<FlattenConfig> FlattenConfig::spec() {
  return Spec<FlattenConfig>("Flatten", "Lays out a sample of any shape as one row of values.")
      .source("torch.nn.Flatten")
      .formula("[N, 8, 8] becomes [N, 64]");
}

template Registration<LayerConfig> registration<LayerConfig, FlattenConfig>();

}  // namespace runner
