#include "nn/layers/hardswish.h"

#include "spec/registration.h"

namespace runner {

Spec<HardswishConfig> HardswishConfig::spec() {
  return Spec<HardswishConfig>("Hardswish", "SiLU made of simple pieces.")
      .source("Howard et al. 2019, Searching for MobileNetV3, arXiv:1905.02244")
      .formula("y = x · min(max(x + 3, 0), 6) / 6");
}

template Registration<LayerConfig> registration<LayerConfig, HardswishConfig>();

}  // namespace runner
