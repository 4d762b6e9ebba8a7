#include "nn/layers/residual.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<ResidualConfig> ResidualConfig::spec() {
  using C = ResidualConfig;
  return Spec<C>("Residual", "Adds what its layers make of the input to the input: a residual block.")
      .source("He et al. 2015, Deep residual learning for image recognition, arXiv:1512.03385")
      .formula("y = x + layers(x)")
      .required_list("layers", &C::layers, "The layers, whose output must have the shape of their input.")
      .short_form("layers");
}

std::optional<Shape> ResidualConfig::joined_shape(const Shape& input, const std::vector<Shape>& shapes,
                                                  ErrorSink& sink) const {
  if (shapes.front() != input) {
    sink.error("", fmt::format("Residual adds what its layers give to their input, but they turn {} into {}",
                               batch_text(input), batch_text(shapes.front())));
  }
  return input;
}

OutputRange ResidualConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

namespace {

/// The way past the layers.
const LayerComponents nothing;

}  // namespace

template <class T>
Residual<T>::Residual(const ResidualConfig& config, const Shape& input, Index max_batch)
    : Branches<T>({config.inside().front(), {"", "", &nothing}}, Branches<T>::Join::sum, input, max_batch) {}

template class Residual<float>;
template class Residual<double>;

template Registration<LayerConfig> registration<LayerConfig, ResidualConfig>();

}  // namespace runner
