#include "tensor/orthogonal.h"

#include <algorithm>

#include "tensor/eigen.h"
// After the settings.
#include <Eigen/Eigenvalues>
#include <Eigen/Householder>

// Householder's reflections throughout: they keep columns orthogonal to the last digits, where Gram-Schmidt
// loses them for columns that are nearly parallel. Eigen's solver classes would do the same with a heap
// allocation in each step of an optimizer, so its parts are put together here over memory of the caller's
// (Golub & Van Loan 2013, Matrix Computations, sections 5.2 and 8.3).

namespace runner {

namespace {

template <class T>
using Values = Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, 1>>;

/// Householder's reduction of a symmetric matrix to a tridiagonal one. Below the diagonal of `a` stay the
/// reflections, of which `scales` has the factors. `vector` and `other` are scratch, as long as `diagonal`.
template <class T>
void tridiagonalize(Eigen::Map<RowMajor<T>>& a, Values<T> diagonal, Values<T> beside, Values<T> scales,
                    T* vector, T* other) {
  const Index n = a.rows();
  for (Index k = 0; k + 1 < n; ++k) {
    const Index rest = n - k - 1;
    a.col(k).tail(rest).makeHouseholderInPlace(scales[k], beside[k]);
    Values<T> v(vector, rest), w(other, rest);
    v[0] = 1;
    v.tail(rest - 1) = a.col(k).tail(rest - 1);
    auto corner = a.bottomRightCorner(rest, rest);
    for (Index i = 0; i < rest; ++i) w[i] = scales[k] * corner.row(i).dot(v);
    w -= (scales[k] / 2 * v.dot(w)) * v;
    for (Index i = 0; i < rest; ++i) corner.row(i) -= (v[i] * w + w[i] * v).transpose();
  }
  diagonal = a.diagonal();
}

}  // namespace

template <class T>
void eigenvectors(Matrix<T> symmetric, Matrix<T> out, std::span<T> workspace) {
  constexpr Index iterations = 30;  // per eigenvalue, as Eigen's own solver has it
  auto reflected = map(symmetric);
  auto basis = map(out);
  const Index n = symmetric.rows;
  Values<T> diagonal(workspace.data(), n), beside(workspace.data() + n, n), scales(beside.data() + n, n);
  T* vector = scales.data() + n;
  T* row = vector + n;
  const T largest = reflected.cwiseAbs().maxCoeff();
  if (largest > 0) reflected /= largest;  // neither overflow nor underflow in the squares
  tridiagonalize<T>(reflected, diagonal, beside, scales, vector, row);
  basis.setIdentity();
  for (Index k = n - 2; k >= 0; --k) {
    const Index rest = n - k - 1;
    basis.bottomRightCorner(rest, rest)
        .applyHouseholderOnTheLeft(reflected.col(k).tail(rest - 1), scales[k], row);
  }
  // Eigen's QR iteration by itself: the solver around it allocates.
  Eigen::internal::computeFromTridiagonal_impl(diagonal, beside, iterations, true, basis);
  for (Index i = 0; i < n; ++i) std::reverse(out.row(i), out.row(i) + n);  // it has the smallest first
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

template void eigenvectors(Matrix<float>, Matrix<float>, std::span<float>);
template void eigenvectors(Matrix<double>, Matrix<double>, std::span<double>);
template void orthogonal_factor(Matrix<float>, Matrix<float>, std::span<float>);
template void orthogonal_factor(Matrix<double>, Matrix<double>, std::span<double>);

}  // namespace runner
