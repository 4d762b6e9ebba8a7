#include "nn/layers/concat.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<ConcatConfig> ConcatConfig::spec() {
  using C = ConcatConfig;
  return Spec<C>("Concat", "Several branches of layers over the same input, their outputs side by side.")
      .source("torch.cat over dim=1 of several modules")
      .formula("y = [branch_0(x), branch_1(x), …]")
      .required_list("branches", &C::branches, "Lists of layers; an empty one passes the input on.")
      .short_form("branches");
}

std::optional<Shape> ConcatConfig::joined_shape(const Shape& /*input*/, const std::vector<Shape>& shapes,
                                                ErrorSink& sink) const {
  Shape output = shapes.front();
  for (std::size_t b = 1; b < shapes.size(); ++b) {
    const Shape& shape = shapes[b];
    if (shape.size() != output.size() || !std::equal(shape.begin() + 1, shape.end(), output.begin() + 1)) {
      sink.error(fmt::format("branches.{}", b),
                 fmt::format("Concat can't lay {} beside {}: only the first extent of a sample may differ",
                             batch_text(shape), batch_text(output)));
      return std::nullopt;
    }
    output[0] += shape[0];
  }
  return output;
}

OutputRange ConcatConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
Concat<T>::Concat(const ConcatConfig& config, const Shape& input, Index max_batch)
    : Branches<T>(config.inside(), Branches<T>::Join::concat, input, max_batch) {}

template class Concat<float>;
template class Concat<double>;

template Registration<LayerConfig> registration<LayerConfig, ConcatConfig>();

}  // namespace runner
