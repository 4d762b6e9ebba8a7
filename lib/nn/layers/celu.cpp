#include "nn/layers/celu.h"

#include "spec/registration.h"

namespace runner {

Spec<CELUConfig> CELUConfig::spec() {
  using C = CELUConfig;
  return Spec<C>("CELU", "ELU with a slope of 1 at zero for every alpha.")
      .source("Barron 2017, Continuously differentiable exponential linear units, arXiv:1704.07483")
      .formula("y = x where x > 0, else alpha · (e^(x / alpha) - 1)")
      .field("alpha", &C::alpha, "How far below zero it goes.")
      .check("alpha", "alpha must not be 0", [](const C& c) { return c.alpha != 0; });
}

template Registration<LayerConfig> registration<LayerConfig, CELUConfig>();

}  // namespace runner
