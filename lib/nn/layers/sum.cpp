#include "nn/layers/sum.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<SumConfig> SumConfig::spec() {
  using C = SumConfig;
  return Spec<C>("Sum", "Several branches of layers over the same input, their outputs added up.")
      .source("torch.nn has no such layer: a module whose forward does this")
      .formula("y = Σ_b branch_b(x)")
      .required_list("branches", &C::branches,
                     "Lists of layers; an empty one passes the input on. All give the same shape.")
      .short_form("branches");
}

std::optional<Shape> SumConfig::joined_shape(const Shape& /*input*/, const std::vector<Shape>& shapes,
                                             ErrorSink& sink) const {
  for (std::size_t b = 1; b < shapes.size(); ++b) {
    if (shapes[b] == shapes.front()) continue;
    sink.error(fmt::format("branches.{}", b),
               fmt::format("Sum adds up outputs of one shape, but the first branch gives {} and this one {}",
                           batch_text(shapes.front()), batch_text(shapes[b])));
  }
  return shapes.front();
}

OutputRange SumConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template <class T>
Sum<T>::Sum(const SumConfig& config, const Shape& input, Index max_batch)
    : Branches<T>(config.inside(), Branches<T>::Join::sum, input, max_batch) {}

template class Sum<float>;
template class Sum<double>;

template Registration<LayerConfig> registration<LayerConfig, SumConfig>();

}  // namespace runner
