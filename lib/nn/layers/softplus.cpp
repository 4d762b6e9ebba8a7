#include "nn/layers/softplus.h"

#include "spec/registration.h"

namespace runner {

Spec<SoftplusConfig> SoftplusConfig::spec() {
  using C = SoftplusConfig;
  return Spec<C>("Softplus", "A smooth ReLU; always positive.")
      .source("torch.nn.Softplus")
      .formula("y = log(1 + e^(beta · x)) / beta; x itself where beta · x > threshold")
      .field("beta", &C::beta, "How sharp the bend at zero is.")
      .field("threshold", &C::threshold, "Where it goes over to the straight line, to keep e^x finite.")
      .check("beta", "beta must not be 0", [](const C& c) { return c.beta != 0; });
}

template Registration<LayerConfig> registration<LayerConfig, SoftplusConfig>();

}  // namespace runner
