#include "nn/layers/rms_norm.h"

#include <limits>

#include "spec/registration.h"

namespace runner {

Spec<RMSNormConfig> RMSNormConfig::spec() {
  using C = RMSNormConfig;
  return Spec<C>("RMSNorm", "Divides the values of every sample by their root mean square.")
      .source("Zhang & Sennrich 2019, Root mean square layer normalization, arXiv:1910.07467")
      .formula("y = x / √(mean(x²) + eps) · weight")
      .field("normalized_shape", &C::normalized_shape,
             "The last dimensions of a sample, which are normalised together; by default the last one.",
             at_least(1))
      .field("eps", &C::eps,
             "Keeps the root above zero; by default the smallest step from 1 in the number type.",
             at_least(0))
      .field("elementwise_affine", &C::elementwise_affine, "Whether weights are learned.");
}

std::optional<Shape> RMSNormConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  return check_normalized(normalized_shape, input, sink);
}

Index RMSNormConfig::parameter_count(const Shape& input) const {
  return (elementwise_affine ? 1 : 0) * size_of(*normalized_dimensions(normalized_shape, input));
}

OutputRange RMSNormConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
RMSNorm<T>::RMSNorm(const RMSNormConfig& config, const Shape& input, Index max_batch)
    : RowNorm<T>({false, config.elementwise_affine, false,
                  config.eps.value_or(static_cast<double>(std::numeric_limits<T>::epsilon()))},
                 *normalized_dimensions(config.normalized_shape, input), input, max_batch) {}

template class RMSNorm<float>;
template class RMSNorm<double>;

template Registration<LayerConfig> registration<LayerConfig, RMSNormConfig>();

}  // namespace runner
