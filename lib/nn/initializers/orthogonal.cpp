#include "nn/initializers/orthogonal.h"

#include <Eigen/QR>

#include "nn/initializers/fan.h"

namespace runner {

Spec<OrthogonalConfig> OrthogonalConfig::spec() {
  using C = OrthogonalConfig;
  return Spec<C>("orthogonal", "A random matrix with orthogonal rows or columns, whichever are fewer.")
      .source("Saxe et al. 2013, Exact solutions to the nonlinear dynamics of learning, arXiv:1312.6120")
      .formula("w = gain · Q of the QR decomposition of a matrix of N(0, 1) draws, with diag(R) > 0")
      .field("gain", &C::gain, gain_help);
}

void OrthogonalConfig::check(const Shape& shape, Complaints& complaints) const {
  check_fan("orthogonal", shape, complaints);
}

template <class T>
void OrthogonalConfig::draw(std::span<T> values, const Shape& shape, Generator& generator) const {
  generator.normal(values, 0, 1);
  const Index rows = shape[0], columns = size_of(shape) / rows;
  using Dense = Eigen::MatrixXd;
  const Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>> drawn(values.data(),
                                                                                            rows, columns);
  const bool wide = rows < columns;
  const Dense tall =
      wide ? Dense(drawn.template cast<double>().transpose()) : Dense(drawn.template cast<double>());
  const Eigen::HouseholderQR<Dense> decomposition(tall);
  Dense q = decomposition.householderQ() * Dense::Identity(tall.rows(), tall.cols());
  for (Index j = 0; j < tall.cols(); ++j) {
    const double diagonal = decomposition.matrixQR()(j, j);
    q.col(j) *= diagonal > 0 ? 1 : (diagonal < 0 ? -1 : 0);
  }
  const T factor = static_cast<T>(number_of(gain));
  for (Index i = 0; i < rows; ++i) {
    for (Index j = 0; j < columns; ++j)
      values[static_cast<std::size_t>(i * columns + j)] = static_cast<T>(wide ? q(j, i) : q(i, j)) * factor;
  }
}

template void OrthogonalConfig::draw(std::span<float>, const Shape&, Generator&) const;
template void OrthogonalConfig::draw(std::span<double>, const Shape&, Generator&) const;

}  // namespace runner
