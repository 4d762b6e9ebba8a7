#include "nn/layers/identity.h"

#include "spec/registration.h"

namespace runner {

Spec<IdentityConfig> IdentityConfig::spec() {
  return Spec<IdentityConfig>("Identity", "Changes nothing: a place to put another layer.")
      .source("torch.nn.Identity")
      .formula("y = x");
}

template Registration<LayerConfig> registration<LayerConfig, IdentityConfig>();

}  // namespace runner
