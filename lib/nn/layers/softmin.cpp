#include "nn/layers/softmin.h"

#include "spec/registration.h"

namespace runner {

Spec<SoftminConfig> SoftminConfig::spec() {
  using C = SoftminConfig;
  return Spec<C>("Softmin", "Softmax of the values with their signs turned: the smallest gets the most.")
      .source("torch.nn.Softmin")
      .formula("y_i = e^-x_i / Σ_j e^-x_j")
      .field("dim", &C::dim, dim_help);
}

std::optional<Shape> SoftminConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  return softmax_shape("Softmin", dim, input, sink);
}

OutputRange SoftminConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::probabilities;
}

template Registration<LayerConfig> registration<LayerConfig, SoftminConfig>();

}  // namespace runner
