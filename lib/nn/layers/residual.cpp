#include "nn/layers/residual.h"

#include <fmt/format.h>

namespace runner {

Spec<ResidualConfig> ResidualConfig::spec() {
  using C = ResidualConfig;
  return Spec<C>("Residual", "Adds what its layers make of the input to the input: a residual block.")
      .source("He et al. 2015, Deep residual learning for image recognition, arXiv:1512.03385")
      .formula("y = x + layers(x)")
      .required_list("layers", &C::layers, "The layers, whose output must have the shape of their input.")
      .short_form("layers");
}

std::optional<Shape> ResidualConfig::output_shape(const Shape& input, Complaints& complaints) const {
  const auto inner = summarize(layers, input, "layers", complaints);
  if (!inner) return std::nullopt;
  if (inner->output != input) {
    complaints.error(
        "", fmt::format("Residual adds what its layers give to their input, but they turn {} into {}",
                        batch_text(input), batch_text(inner->output)));
  }
  return input;
}

Index ResidualConfig::parameter_count(const Shape& input) const {
  Diagnostics unheard;
  return summarize(layers, input, unheard).value().parameters;
}

OutputRange ResidualConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
Residual<T>::Residual(const ResidualConfig& config, const Shape& input, Index max_batch)
    : Branches<T>({config.layers, {}}, {"", ""}, Branches<T>::Join::sum, input, max_batch) {}

template class Residual<float>;
template class Residual<double>;

}  // namespace runner
