#include "nn/initializers/orthogonal.h"

#include "nn/initializers/fan.h"
#include "spec/registration.h"
#include "tensor/orthogonal.h"

// The Q of a Gaussian matrix is spread evenly over all orthogonal matrices only where the decomposition is
// unique, which a positive diagonal of R makes it (Mezzadri 2007, arXiv:math-ph/0609050); whatever the
// library, the result is then PyTorch's up to rounding.

namespace runner {

Spec<OrthogonalConfig> OrthogonalConfig::spec() {
  using C = OrthogonalConfig;
  return Spec<C>("orthogonal", "A random matrix with orthogonal rows or columns, whichever are fewer.")
      .source("Saxe et al. 2013, Exact solutions to the nonlinear dynamics of learning, arXiv:1312.6120")
      .formula("w = gain · Q of the QR decomposition of a matrix of N(0, 1) draws, with diag(R) > 0")
      .field("gain", &C::gain, gain_help);
}

void OrthogonalConfig::check(const Shape& shape, ErrorSink& sink) const {
  check_fan("orthogonal", shape, sink);
}

template <class T>
void OrthogonalConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  generator.normal(values, 0, 1);
  const Index rows = shape[0];
  orthonormalize<T>({values.data(), rows, size_of(shape) / rows});
  const T factor = static_cast<T>(number_of(gain));
  for (T& value : values) value *= factor;
}

template void OrthogonalConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void OrthogonalConfig::draw(std::span<double>, const Shape&, Generator&) const;

template Registration<InitializerConfig> registration<InitializerConfig, OrthogonalConfig>();

}  // namespace runner
