#include "nn/initializers/dirac.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<DiracConfig> DiracConfig::spec() {
  using C = DiracConfig;
  return Spec<C>("dirac", "Convolutions that pass their input on: as many channels as fit, unchanged.")
      .source("Zagoruyko & Komodakis 2017, DiracNets, arXiv:1706.00388; torch.nn.init.dirac_")
      .formula("w[g · out / groups + d][d][middle] = 1 for d < min(out / groups, in), else 0")
      .field("groups", &C::groups, "Groups of the convolution, which divide its output channels.",
             at_least(1));
}

void DiracConfig::check(const Shape& shape, ErrorSink& sink) const {
  if (shape.size() < 3 || shape.size() > 5) {
    sink.error("",
               fmt::format("dirac needs the weight of a convolution, a tensor of three to five dimensions, "
                           "not {}; for a matrix there is eye",
                           shape_text(shape)));
  } else if (shape[0] % groups != 0) {
    sink.error("groups", fmt::format("groups is {}, which does not divide the {} output channels of {}",
                                     groups, shape[0], shape_text(shape)));
  }
}

template <class T>
void DiracConfig::draw(std::span<T> values, const Shape& shape, Generator& /*generator*/) const {
  std::fill(values.begin(), values.end(), T(0));
  const Index field = size_of({shape.begin() + 2, shape.end()}), outputs = shape[0] / groups;
  Index middle = 0;
  for (std::size_t i = 2; i < shape.size(); ++i) middle = middle * shape[i] + shape[i] / 2;
  for (Index group = 0; group < groups; ++group) {
    for (Index d = 0; d < std::min(outputs, shape[1]); ++d) {
      const Index output = group * outputs + d;
      values[static_cast<std::size_t>((output * shape[1] + d) * field + middle)] = T(1);
    }
  }
}

template void DiracConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void DiracConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, DiracConfig>();

}  // namespace runner
