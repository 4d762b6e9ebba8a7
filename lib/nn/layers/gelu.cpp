#include "nn/layers/gelu.h"

namespace runner {

Spec<GELUConfig> GELUConfig::spec() {
  using C = GELUConfig;
  return Spec<C>("GELU", "x times the probability that a standard normal value is below x.")
      .source("Hendrycks & Gimpel 2016, Gaussian error linear units, arXiv:1606.08415")
      .formula(
          "none: y = x · (1 + erf(x / √2)) / 2\ntanh: y = x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2")
      .field("approximate", &C::approximate, "The error function itself, or an estimate by tanh.");
}

}  // namespace runner
