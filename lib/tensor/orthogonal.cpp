#include "tensor/orthogonal.h"

#include "tensor/eigen.h"
// After the settings.
#include <Eigen/Eigenvalues>
#include <Eigen/Householder>

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

template void eigenvectors(Matrix<const float>, Matrix<float>);
template void eigenvectors(Matrix<const double>, Matrix<double>);
template void orthogonal_factor(Matrix<float>, Matrix<float>, std::span<float>);
template void orthogonal_factor(Matrix<double>, Matrix<double>, std::span<double>);

}  // namespace runner
