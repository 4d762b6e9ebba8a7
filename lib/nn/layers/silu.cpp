#include "nn/layers/silu.h"

#include "spec/registration.h"

namespace runner {

Spec<SiLUConfig> SiLUConfig::spec() {
  return Spec<SiLUConfig>("SiLU", "x times its Sigmoid; also called Swish.")
      .source(
          "Elfwing et al. 2017, arXiv:1702.03118; Ramachandran et al. 2017, Searching for activation "
          "functions, arXiv:1710.05941")
      .formula("y = x / (1 + e^-x)");
}

template Registration<LayerConfig> registration<LayerConfig, SiLUConfig>();

}  // namespace runner
