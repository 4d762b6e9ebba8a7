#include "nn/layers/identity.h"

namespace runner {

Spec<IdentityConfig> IdentityConfig::spec() {
  return Spec<IdentityConfig>("Identity", "Changes nothing: a place to put another layer.")
      .source("torch.nn.Identity")
      .formula("y = x");
}

}  // namespace runner
