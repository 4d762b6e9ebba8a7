#include "nn/layers/hardtanh.h"

#include "spec/registration.h"

namespace runner {

Spec<HardtanhConfig> HardtanhConfig::spec() {
  using C = HardtanhConfig;
  return Spec<C>("Hardtanh", "Cuts values off below and above.")
      .source("torch.nn.Hardtanh")
      .formula("y = min(max(x, min_val), max_val)")
      .field("min_val", &C::min_val, "The least output.")
      .field("max_val", &C::max_val, "The largest output.")
      .check("max_val", "max_val must be above min_val", [](const C& c) { return c.min_val < c.max_val; });
}

template Registration<LayerConfig> registration<LayerConfig, HardtanhConfig>();

}  // namespace runner
