#include "nn/layers/softshrink.h"

#include "spec/registration.h"

namespace runner {

Spec<SoftshrinkConfig> SoftshrinkConfig::spec() {
  using C = SoftshrinkConfig;
  return Spec<C>("Softshrink", "Moves every value towards zero by lambd.")
      .source("torch.nn.Softshrink")
      .formula("y = x - lambd where x > lambd, x + lambd where x < -lambd, else 0")
      .field("lambd", &C::lambd, "How far.", at_least(0));
}

template Registration<LayerConfig> registration<LayerConfig, SoftshrinkConfig>();

}  // namespace runner
