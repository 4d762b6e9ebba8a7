#include "nn/layers/elu.h"

#include "spec/registration.h"

namespace runner {

Spec<ELUConfig> ELUConfig::spec() {
  using C = ELUConfig;
  return Spec<C>("ELU", "Passes what is positive and lets what is negative fall to -alpha, smoothly.")
      .source(
          "Clevert et al. 2015, Fast and accurate deep network learning by exponential linear units, "
          "arXiv:1511.07289")
      .formula("y = x where x > 0, else alpha · (e^x - 1)")
      .field("alpha", &C::alpha, "How far below zero it goes.");
}

template Registration<LayerConfig> registration<LayerConfig, ELUConfig>();

}  // namespace runner
