#include "tensor/orthogonal.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace runner;

namespace {

/// Some square matrix of full rank.
template <class T>
std::vector<T> some_matrix(Index n) {
  std::vector<T> values;
  for (Index i = 0; i < n * n; ++i)
    values.push_back(static_cast<T>(std::sin(static_cast<double>(3 * i + 1))));
  for (Index i = 0; i < n; ++i) values[static_cast<std::size_t>(i * n + i)] += 2;
  return values;
}

/// (row or column of a) · (column of b)
template <class T>
double dot(Matrix<const T> a, Index row, bool transposed, Matrix<const T> b, Index col) {
  double sum = 0;
  for (Index k = 0; k < a.rows; ++k) {
    const T left = transposed ? a.row(k)[row] : a.row(row)[k];
    sum += static_cast<double>(left) * static_cast<double>(b.row(k)[col]);
  }
  return sum;
}

template <class T>
void check_orthogonal(Matrix<const T> q, double tolerance) {
  for (Index i = 0; i < q.rows; ++i) {
    for (Index j = 0; j < q.rows; ++j) {
      CHECK(std::abs(dot<T>(q, i, true, q, j) - (i == j ? 1 : 0)) < tolerance);
    }
  }
}

template <class T>
void check_factor(Index n, double tolerance) {
  CAPTURE(n);
  const std::vector<T> a = some_matrix<T>(n);
  std::vector<T> spent = a, q(a.size()), workspace(static_cast<std::size_t>(2 * n));
  orthogonal_factor<T>({spent.data(), n, n}, {q.data(), n, n}, workspace);
  const Matrix<const T> factor{q.data(), n, n};
  check_orthogonal(factor, tolerance);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) {
      CHECK(std::abs(dot<T>(factor, i, true, {a.data(), n, n}, j)) < tolerance);  // R is triangular
    }
  }
}

}  // namespace

TEST_CASE("the orthogonal factor of a matrix") {
  for (const Index n : {1, 2, 3, 7, 60}) {
    check_factor<double>(n, 1e-12);
    check_factor<float>(n, 1e-4);
  }
}

TEST_CASE("the orthogonal factor of zeros is the identity") {
  std::vector<double> a(9, 0), q(9, 5), workspace(6);
  orthogonal_factor<double>({a.data(), 3, 3}, {q.data(), 3, 3}, workspace);
  CHECK(q == std::vector<double>{1, 0, 0, 0, 1, 0, 0, 0, 1});
}

TEST_CASE("eigenvectors of a symmetric matrix, the largest eigenvalue first") {
  // Eigenvalues 3 and 1, along (1, 1) and (1, -1).
  const std::vector<double> symmetric = {2, 1, 1, 2};
  std::vector<double> q(4);
  eigenvectors<double>({symmetric.data(), 2, 2}, {q.data(), 2, 2});
  const double half = std::sqrt(0.5);
  CHECK(std::abs(q[0]) == doctest::Approx(half));
  CHECK(q[0] == doctest::Approx(q[2]));
  CHECK(q[1] == doctest::Approx(-q[3]));
}
