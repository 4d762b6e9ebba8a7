#include "nn/layers/threshold.h"

#include "spec/registration.h"

namespace runner {

Spec<ThresholdConfig> ThresholdConfig::spec() {
  using C = ThresholdConfig;
  return Spec<C>("Threshold", "Puts one value in the place of everything up to a threshold.")
      .source("torch.nn.Threshold")
      .formula("y = x where x > threshold, else value")
      .required("threshold", &C::threshold, "Up to here.")
      .required("value", &C::value, "What takes the place.");
}

template Registration<LayerConfig> registration<LayerConfig, ThresholdConfig>();

}  // namespace runner
