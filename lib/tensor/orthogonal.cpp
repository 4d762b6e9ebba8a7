#include "tensor/orthogonal.h"

#include "tensor/eigen.h"
// After the settings.
#include <Eigen/Eigenvalues>
#include <Eigen/Householder>
#include <Eigen/QR>

namespace runner {

template <class T>
void eigenvectors(Matrix<const T> symmetric, Matrix<T> out) {
  const Eigen::SelfAdjointEigenSolver<RowMajor<T>> solver(map(symmetric));
  map(out) = solver.eigenvectors().rowwise().reverse();  // Eigen has the smallest eigenvalue first
}

template <class T>
void orthogonal_factor(Matrix<T> a, Matrix<T> q, std::span<T> workspace) {
  auto reflected = map(a);
  auto factor = map(q);
  const Index n = a.rows;
  T* scales = workspace.data();
  T* row = scales + n;
  for (Index k = 0; k < n; ++k) {
    const Index rest = n - k;
    T beta = 0;
    reflected.col(k).tail(rest).makeHouseholderInPlace(scales[k], beta);
    reflected(k, k) = beta;
    reflected.bottomRightCorner(rest, rest - 1)
        .applyHouseholderOnTheLeft(reflected.col(k).tail(rest - 1), scales[k], row);
  }
  factor.setIdentity();
  for (Index k = n - 1; k >= 0; --k) {
    const Index rest = n - k;
    factor.bottomRightCorner(rest, rest)
        .applyHouseholderOnTheLeft(reflected.col(k).tail(rest - 1), scales[k], row);
  }
}

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

template void eigenvectors(Matrix<const float>, Matrix<float>);
template void eigenvectors(Matrix<const double>, Matrix<double>);
template void orthogonal_factor(Matrix<float>, Matrix<float>, std::span<float>);
template void orthogonal_factor(Matrix<double>, Matrix<double>, std::span<double>);
template void orthonormalize(Matrix<float>);
template void orthonormalize(Matrix<double>);

}  // namespace runner
