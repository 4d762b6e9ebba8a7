#include "tensor/eigen.h"
#include "tensor/orthogonal.h"
// After the settings. Apart from the other functions of orthogonal.h, which take as long to compile: Eigen's
// blocked QR is most of this file.
#include <Eigen/QR>

namespace runner {

template <class T>
void orthonormalize(Matrix<T> matrix) {
  using Dense = Eigen::MatrixXd;
  auto values = map(matrix);
  const bool wide = matrix.rows < matrix.cols;
  Dense tall = values.template cast<double>();
  if (wide) tall.transposeInPlace();
  const Eigen::HouseholderQR<Dense> decomposition(tall);
  Dense q = decomposition.householderQ() * Dense::Identity(tall.rows(), tall.cols());
  for (Index j = 0; j < tall.cols(); ++j) {
    const double diagonal = decomposition.matrixQR()(j, j);
    q.col(j) *= diagonal > 0 ? 1 : (diagonal < 0 ? -1 : 0);
  }
  if (wide) q.transposeInPlace();
  values = q.template cast<T>();
}

template void orthonormalize(Matrix<float>);
template void orthonormalize(Matrix<double>);

}  // namespace runner
