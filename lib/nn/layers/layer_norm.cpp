#include "nn/layers/layer_norm.h"

#include <limits>

#include "spec/registration.h"

namespace runner {

Spec<LayerNormConfig> LayerNormConfig::spec() {
  using C = LayerNormConfig;
  return Spec<C>("LayerNorm", "Brings the values of every sample to mean 0 and variance 1.")
      .source("Ba et al. 2016, Layer normalization, arXiv:1607.06450")
      .formula("y = (x - mean(x)) / √(var(x) + eps) · weight + bias")
      .field("normalized_shape", &C::normalized_shape,
             "The last dimensions of a sample, which are normalised together; by default the last one.",
             at_least(1))
      .field("eps", &C::eps, "Keeps the root above zero.", at_least(0))
      .field("elementwise_affine", &C::elementwise_affine, "Whether weights and biases are learned.")
      .field("bias", &C::bias, "Whether there are biases beside the weights.");
}

std::optional<Shape> LayerNormConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  return check_normalized(normalized_shape, input, sink);
}

Index LayerNormConfig::parameter_count(const Shape& input) const {
  return (elementwise_affine ? (bias ? 2 : 1) : 0) * size_of(*normalized_dimensions(normalized_shape, input));
}

OutputRange LayerNormConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
LayerNorm<T>::LayerNorm(const LayerNormConfig& config, const Shape& input, Index max_batch)
    : RowNorm<T>({true, config.elementwise_affine, config.elementwise_affine && config.bias, config.eps},
                 *normalized_dimensions(config.normalized_shape, input), input, max_batch) {}

template class LayerNorm<float>;
template class LayerNorm<double>;

template Registration<LayerConfig> registration<LayerConfig, LayerNormConfig>();

}  // namespace runner
