#include "nn/layers/residual.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<ResidualConfig> ResidualConfig::spec() {
  using C = ResidualConfig;
  return Spec<C>("Residual",
                 "Adds what its layers make of the input to the input, or to what a shortcut makes of it: a "
                 "residual block.")
      .source("He et al. 2015, Deep residual learning for image recognition, arXiv:1512.03385")
      .formula("y = layers(x) + x, or layers(x) + shortcut(x)")
      .required_list("layers", &C::layers,
                     "The layers, whose output must have the shape of what it is added to.")
      .field("shortcut", &C::shortcut,
             "Layers of the way past them, as Conv2d with kernel_size 1 and a stride; by default none.")
      .since(2)
      .short_form("layers");
}

std::optional<Shape> ResidualConfig::joined_shape(const Shape& input, const std::vector<Shape>& shapes,
                                                  ErrorSink& sink) const {
  if (!shortcut.empty()) {
    if (shapes[0] != shapes[1]) {
      sink.error("shortcut",
                 fmt::format("Residual adds what its layers and its shortcut give, but of {} the layers "
                             "make {} and the shortcut {}",
                             batch_text(input), batch_text(shapes[0]), batch_text(shapes[1])));
    }
    return shapes.front();
  }
  if (shapes.front() != input) {
    sink.error("", fmt::format("Residual adds what its layers give to their input, but they turn {} into {}; "
                               "give it a shortcut that does so too",
                               batch_text(input), batch_text(shapes.front())));
  }
  return input;
}

OutputRange ResidualConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

std::vector<LayerBranch> ResidualConfig::inside() const {
  std::vector<LayerBranch> branches = {{"layers", "", &layers}};
  if (!shortcut.empty()) branches.push_back({"shortcut", "shortcut.", &shortcut});
  return branches;
}

namespace {

/// Both ways, also one without a layer.
std::vector<LayerBranch> ways_of_residual(const ResidualConfig& config) {
  std::vector<LayerBranch> branches = config.inside();
  if (branches.size() == 1) branches.push_back({"", "", &config.shortcut});
  return branches;
}

}  // namespace

template <class T>
Residual<T>::Residual(const ResidualConfig& config, const Shape& input, Index max_batch)
    : Branches<T>(ways_of_residual(config), Branches<T>::Join::sum, input, max_batch) {}

template class Residual<float>;
template class Residual<double>;

template Registration<LayerConfig> registration<LayerConfig, ResidualConfig>();

}  // namespace runner
