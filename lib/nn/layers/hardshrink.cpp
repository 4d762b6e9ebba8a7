#include "nn/layers/hardshrink.h"

#include "spec/registration.h"

namespace runner {

Spec<HardshrinkConfig> HardshrinkConfig::spec() {
  using C = HardshrinkConfig;
  return Spec<C>("Hardshrink", "Sets to zero what is near zero.")
      .source("torch.nn.Hardshrink")
      .formula("y = x where |x| > lambd, else 0")
      .field("lambd", &C::lambd, "How near.");
}

template Registration<LayerConfig> registration<LayerConfig, HardshrinkConfig>();

}  // namespace runner
