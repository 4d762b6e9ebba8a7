#include "nn/layers/gelu.h"

#include "spec/registration.h"

namespace runner {

Spec<GELUConfig> GELUConfig::spec() {
  using C = GELUConfig;
  return Spec<C>("GELU", "x times the probability that a standard normal value is below x.")
      .source("Hendrycks & Gimpel 2016, Gaussian error linear units, arXiv:1606.08415")
      .formula(
          "none: y = x · (1 + erf(x / √2)) / 2\ntanh: y = x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2")
      .field("approximate", &C::approximate, "The error function itself, or an estimate by tanh.");
}

template <class T>
std::unique_ptr<Layer<T>> GELUConfig::build(const Shape& input, Index max_batch) const {
  if (approximate == Approximation::none)
    return std::make_unique<ElementWise<T, GELUConfig>>(*this, input, max_batch);
  return std::make_unique<ElementWise<T, Estimate>>(Estimate(), input, max_batch);
}

template Registration<LayerConfig> registration<LayerConfig, GELUConfig>();

}  // namespace runner
