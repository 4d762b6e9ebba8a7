#include "nn/initializers/sparse.h"

#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "spec/registration.h"

// All values are drawn first and zeros put in afterwards, by one permutation of the rows for each column,
// even where few of it is needed: this is the order in which PyTorch draws, and so its values.

namespace runner {

Spec<SparseConfig> SparseConfig::spec() {
  using C = SparseConfig;
  return Spec<C>("sparse", "Normal draws, of which a share is set to zero in every column.")
      .source("Martens 2010, Deep learning via Hessian-free optimization")
      .formula("w ~ N(0, std²); in each column ⌈sparsity · rows⌉ of them are 0")
      .required("sparsity", &C::sparsity, "Share of each column that is set to zero.", closed(0, 1))
      .field("std", &C::std, "Standard deviation of the others.", at_least(0));
}

void SparseConfig::check(const Shape& shape, ErrorSink& sink) const {
  if (shape.size() == 2) return;
  sink.error("", fmt::format("sparse needs a tensor of two dimensions, not {}", shape_text(shape)));
}

template <class T>
void SparseConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  const auto columns = static_cast<std::size_t>(shape[1]);
  const auto zeros = static_cast<std::size_t>(std::ceil(sparsity * static_cast<double>(shape[0])));
  generator.normal(values, 0, std);
  for (std::size_t column = 0; column < columns; ++column) {
    const std::vector<std::int64_t> rows = generator.permutation(shape[0]);
    for (std::size_t i = 0; i < zeros; ++i)
      values[static_cast<std::size_t>(rows[i]) * columns + column] = T(0);
  }
}

template void SparseConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void SparseConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, SparseConfig>();

}  // namespace runner
