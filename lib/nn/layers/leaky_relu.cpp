#include "nn/layers/leaky_relu.h"

#include "spec/registration.h"

namespace runner {

Spec<LeakyReLUConfig> LeakyReLUConfig::spec() {
  using C = LeakyReLUConfig;
  return Spec<C>("LeakyReLU", "Passes what is positive and a fraction of what is negative.")
      .source("Maas, Hannun & Ng 2013, Rectifier nonlinearities improve neural network acoustic models")
      .formula("y = x where x > 0, else negative_slope · x")
      .field("negative_slope", &C::negative_slope, "Slope below zero.");
}

template Registration<LayerConfig> registration<LayerConfig, LeakyReLUConfig>();

}  // namespace runner
