#include "tensor/product.h"

#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "tensor/gemm.h"

namespace runner {
namespace {

/// Where piece i of `count` begins, in whole tiles of the product.
Index piece_start(Index i, Index count, Index total) {
  constexpr Index unit = 32;
  return i == count ? total : i * total / count / unit * unit;
}

/// The product in pieces, along the longer side of the result. An element has the same bits in any of them.
template <class T>
void multiply_in_pieces(Strided<const T> a, Strided<const T> b, const T* bias, Strided<T> out,
                        ProductSize size, int threads) {
  // Multiply-adds that are worth a thread: some 30 µs.
  constexpr Index least_work = Index{1} << 22U;
  constexpr Index least_length = 64;
  const bool by_rows = size.rows > size.columns;
  const Index length = by_rows ? size.rows : size.columns;
  const Index pieces = std::clamp(size.rows * size.columns * size.depth / least_work, Index{1},
                                  std::max(length / least_length, Index{1}));
  const Index count = std::min<Index>(pieces, threads);
  if (count <= 1) return gemm(a, b, bias, out, size);
  parallel_for(threads, count, [&](Index i) {
    const Index first = piece_start(i, count, length), end = piece_start(i + 1, count, length);
    if (by_rows) {
      gemm(a.from(first, 0), b, bias, out.from(first, 0), {end - first, size.columns, size.depth});
    } else {
      gemm(a, b.from(0, first), bias == nullptr ? nullptr : bias + first, out.from(0, first),
           {size.rows, end - first, size.depth});
    }
  });
}

/// The sums of `Columns` neighbouring columns, in the order of the rows; they stay in registers meanwhile.
template <Index Columns, class T>
void sum_some_columns(Matrix<const T> m, Index first, T* out) {
  std::array<T, static_cast<std::size_t>(Columns)> sums{};
  for (Index i = 0; i < m.rows; ++i) {
    const T* row = m.row(i) + first;
    for (T& sum : sums) sum += *row++;
  }
  std::copy(sums.begin(), sums.end(), out + first);
}

template <class T>
void sum_columns(Matrix<const T> m, T* out) {
  constexpr Index many = 16, few = 4;
  Index j = 0;
  for (; j + many <= m.cols; j += many) sum_some_columns<many>(m, j, out);
  for (; j + few <= m.cols; j += few) sum_some_columns<few>(m, j, out);
  for (; j < m.cols; ++j) sum_some_columns<1>(m, j, out);
}

}  // namespace

template <class T>
void multiply_transposed(Matrix<const T> in, Matrix<const T> weight, const T* bias, Matrix<T> out,
                         int threads) {
  multiply_in_pieces(strided(in), strided(weight).transposed(), bias, strided(out),
                     {in.rows, weight.rows, in.cols}, threads);
}

template <class T>
void multiply(Matrix<const T> grad, Matrix<const T> weight, Matrix<T> out, int threads) {
  multiply_in_pieces<T>(strided(grad), strided(weight), nullptr, strided(out),
                        {grad.rows, weight.cols, grad.cols}, threads);
}

template <class T>
void multiply_outer(Matrix<const T> grad, Matrix<const T> in, Matrix<T> out, T* bias_grad, int threads) {
  multiply_in_pieces<T>(strided(grad).transposed(), strided(in), nullptr, strided(out),
                        {grad.cols, in.cols, grad.rows}, threads);
  if (bias_grad) sum_columns(grad, bias_grad);
}

#define RUNNER_INSTANTIATE(T)                                                                    \
  template void multiply_transposed(Matrix<const T>, Matrix<const T>, const T*, Matrix<T>, int); \
  template void multiply(Matrix<const T>, Matrix<const T>, Matrix<T>, int);                      \
  template void multiply_outer(Matrix<const T>, Matrix<const T>, Matrix<T>, T*, int);
RUNNER_INSTANTIATE(float)
RUNNER_INSTANTIATE(double)
#undef RUNNER_INSTANTIATE

}  // namespace runner
