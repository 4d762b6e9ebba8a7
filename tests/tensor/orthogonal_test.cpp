#include "tensor/orthogonal.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
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
  std::vector<double> symmetric = {2, 1, 1, 2}, q(4), workspace(10);
  eigenvectors<double>({symmetric.data(), 2, 2}, {q.data(), 2, 2}, workspace);
  const double half = std::sqrt(0.5);
  CHECK(std::abs(q[0]) == doctest::Approx(half));
  CHECK(q[0] == doctest::Approx(q[2]));
  CHECK(q[1] == doctest::Approx(-q[3]));
}

TEST_CASE("a matrix is its eigenvectors times its eigenvalues, however large or small it is") {
  for (const Index n : {1, 2, 3, 7, 60}) {
    for (const double size : {1.0, 1e-200, 1e150}) {
      CAPTURE(n);
      CAPTURE(size);
      const auto count = static_cast<std::size_t>(n * n), width = static_cast<std::size_t>(n);
      std::vector<double> a(count), q(count), workspace(5 * width);
      for (std::size_t i = 0; i < width; ++i) {
        for (std::size_t j = 0; j < width; ++j)
          a[i * width + j] = size * (std::sin(static_cast<double>(i + j)) + (i == j ? 2 : 0));
      }
      std::vector<double> overwritten = a;
      eigenvectors<double>({overwritten.data(), n, n}, {q.data(), n, n}, workspace);
      double before = std::numeric_limits<double>::infinity();
      for (std::size_t j = 0; j < width; ++j) {
        double eigenvalue = 0, length = 0, rest = 0;
        std::vector<double> image(width);
        for (std::size_t i = 0; i < width; ++i) {
          for (std::size_t k = 0; k < width; ++k) image[i] += a[i * width + k] * q[k * width + j];
          eigenvalue += image[i] * q[i * width + j];
          length += q[i * width + j] * q[i * width + j];
        }
        for (std::size_t i = 0; i < width; ++i)
          rest = std::max(rest, std::abs(image[i] - eigenvalue * q[i * width + j]));
        CHECK(length == doctest::Approx(1).epsilon(1e-13));
        CHECK(rest < 1e-12 * size * static_cast<double>(n));
        CHECK(eigenvalue <= before + 1e-12 * size);
        before = eigenvalue;
      }
    }
  }
}

TEST_CASE("the search for eigenvectors ends where there are none to find") {
  for (const double value : {0.0, std::numeric_limits<double>::quiet_NaN()}) {
    std::vector<double> a(9, value), q(9), workspace(15);
    eigenvectors<double>({a.data(), 3, 3}, {q.data(), 3, 3}, workspace);
    CHECK(std::isnan(q[0]) == std::isnan(value));
  }
}
