#include "nn/layers/mish.h"

#include "spec/registration.h"

namespace runner {

Spec<MishConfig> MishConfig::spec() {
  return Spec<MishConfig>("Mish", "x times the tanh of its Softplus: smooth and bounded below.")
      .source("Misra 2019, Mish: a self regularized non-monotonic activation function, arXiv:1908.08681")
      .formula("y = x · tanh(log(1 + e^x))");
}

template Registration<LayerConfig> registration<LayerConfig, MishConfig>();

}  // namespace runner
