#include "nn/layers/softmin.h"

namespace runner {

Spec<SoftminConfig> SoftminConfig::spec() {
  using C = SoftminConfig;
  return Spec<C>("Softmin", "Softmax of the values with their signs turned: the smallest gets the most.")
      .source("torch.nn.Softmin")
      .formula("y_i = e^-x_i / Σ_j e^-x_j")
      .field("dim", &C::dim, dim_help);
}

std::optional<Shape> SoftminConfig::output_shape(const Shape& input, Complaints& complaints) const {
  return softmax_shape("Softmin", dim, input, complaints);
}

OutputRange SoftminConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::probabilities;
}

}  // namespace runner
