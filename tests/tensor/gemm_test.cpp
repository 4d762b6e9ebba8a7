#include "tensor/gemm.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tensor/product.h"
#include "tensor/some_values.h"

namespace runner {

namespace {

template <class T>
T multiply_add(T a, T b, T sum) {
#if defined(__FMA__)
  return std::fma(a, b, sum);
#else
  return sum + a * b;
#endif
}

/// In the last three rows of one factor are turned over in the place of the other's columns.
constexpr ProductSize product_sizes[] = {
    {1, 1, 1},     {1, 7, 5},      {8, 32, 16},   {9, 33, 17},  {32, 2, 16},   {33, 3, 5},
    {16, 8, 40},   {7, 16, 3},     {3, 100, 70},  {5, 1, 300},  {64, 10, 128}, {300, 40, 20},
    {20, 31, 600}, {257, 17, 257}, {40, 70, 8},   {120, 96, 5}, {3, 33, 1},    {9, 130, 7},
    {1, 48, 513},  {40, 5, 520},   {12, 64, 256}, {32, 64, 40}, {32, 80, 530}, {64, 600, 270}};

/// Both factors lie one way or the other; every element must be the sum in its order.
template <class T>
void check_product(ProductSize size, bool a_lies_across, bool b_lies_across, bool has_bias, bool fuse_relu,
                   bool has_gate) {
  const auto a = some_values<T>(size.rows * size.depth, 3), b = some_values<T>(size.depth * size.columns, 11);
  const auto bias = some_values<T>(size.columns, 29);
  const Strided<const T> left = a_lies_across ? Strided<const T>{a.data(), 1, size.rows}  //
                                              : Strided<const T>{a.data(), size.depth, 1};
  const Strided<const T> right =
      b_lies_across ? Strided<const T>{b.data(), 1, size.depth} : Strided<const T>{b.data(), size.columns, 1};
  const Index step = size.columns + 1;  // what is between the rows is nobody's
  std::vector<T> out(static_cast<std::size_t>(size.rows * step), T(99));
  auto gate = some_values<T>(size.rows * size.columns, 41);
  gate[0] = std::numeric_limits<T>::quiet_NaN();
  const Strided<const T> gate_view = {has_gate ? gate.data() : nullptr, size.columns, 1};
  gemm<T>(left, right, has_bias ? bias.data() : nullptr, {out.data(), step, 1}, size, {fuse_relu, gate_view});
  Index wrong = 0;
  for (Index i = 0; i < size.rows; ++i) {
    for (Index j = 0; j < size.columns; ++j) {
      T sum = has_bias ? bias[static_cast<std::size_t>(j)] : T(0);
      for (Index p = 0; p < size.depth; ++p) sum = multiply_add(left.at(i, p), right.at(p, j), sum);
      if (fuse_relu && sum <= 0) sum = 0;
      if (has_gate && gate_view.at(i, j) <= 0) sum = 0;
      wrong += out[static_cast<std::size_t>(i * step + j)] == sum ? 0 : 1;
    }
    wrong += out[static_cast<std::size_t>(i * step + size.columns)] == T(99) ? 0 : 1;
  }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE_TEMPLATE("an element of a product is one sum in the order of the depth", T, float, double) {
  for (const ProductSize& size : product_sizes) {
    for (int how = 0; how < 32; ++how) {
      CAPTURE(size.rows);
      CAPTURE(size.columns);
      CAPTURE(size.depth);
      CAPTURE(how);
      check_product<T>(size, (how & 1) != 0, (how & 2) != 0, (how & 4) != 0, (how & 8) != 0, (how & 16) != 0);
    }
  }
}

TEST_CASE("what is not a number passes a rectified product") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> a = {nan, 1}, b = {1, -1};
  std::vector<float> out(4);
  gemm<float>({a.data(), 1, 1}, {b.data(), 2, 1}, nullptr, {out.data(), 2, 1}, {2, 2, 1}, {true, {}});
  CHECK(std::isnan(out[0]));
  CHECK(std::isnan(out[1]));
  CHECK(out[2] == 1);
  CHECK(out[3] == 0);
}

TEST_CASE("a sample in a batch has the bits that it has alone, with any number of threads") {
  constexpr Index samples = 300, inputs = 200, outputs = 130;
  const auto in = some_values<float>(samples * inputs, 1), weight = some_values<float>(outputs * inputs, 2);
  std::vector<float> batch(samples * outputs), alone(outputs);
  for (const int threads : {1, 3}) {
    multiply_transposed<float>({in.data(), samples, inputs}, {weight.data(), outputs, inputs}, nullptr,
                               {batch.data(), samples, outputs}, threads);
    for (const Index i : {Index{0}, Index{131}, samples - 1}) {
      multiply_transposed<float>({in.data() + i * inputs, 1, inputs}, {weight.data(), outputs, inputs},
                                 nullptr, {alone.data(), 1, outputs}, 1);
      CHECK(std::equal(alone.begin(), alone.end(), batch.begin() + i * outputs));
    }
  }
}

}  // namespace runner
