#include "tensor/product.h"

#include <algorithm>
#include <array>

#include "base/parallel.h"
#include "tensor/gemm.h"
#include "tensor/registers.h"

// Each product is cut along the longer side of its result, so that a piece needs all of one factor and a part
// of the other, and no two pieces add to the same element: no sum depends on the number of threads. Cutting
// the depth would make more pieces of a small result, but then partial sums would have to be added up in some
// order.

namespace runner {
namespace {

/// Where piece i of `count` begins, in whole tiles of the product.
Index piece_start(Index i, Index count, Index total) {
  constexpr Index unit = 32;
  return i == count ? total : i * total / count / unit * unit;
}

/// The product in pieces, along the longer side of the result. An element has the same bits in any of them.
template <class T>
void multiply_in_pieces(const Strided<const T>& a, const Strided<const T>& b, const T* bias,
                        const Strided<T>& out, const ProductSize& size, const Finish<T>& finish,
                        int threads) {
  const Index count = threads <= 1 ? 1 : std::min<Index>(product_pieces(size), threads);
  if (count <= 1) return gemm(a, b, bias, out, size, finish);
  const bool by_rows = size.rows > size.columns;
  const Index length = by_rows ? size.rows : size.columns;
  parallel_for(threads, count, [&](Index i) {
    const Index first = piece_start(i, count, length), end = piece_start(i + 1, count, length);
    const Index row = by_rows ? first : 0, column = by_rows ? 0 : first;
    Finish<T> piece_finish = {finish.fuse_relu, {}};
    if (finish.gate.data != nullptr) piece_finish.gate = finish.gate.from(row, column);
    const ProductSize piece = by_rows ? ProductSize{end - first, size.columns, size.depth}
                                      : ProductSize{size.rows, end - first, size.depth};
    gemm<T>(a.from(row, 0), b.from(0, column), bias == nullptr ? nullptr : bias + column,
            out.from(row, column), piece, piece_finish);
  });
}

/// The sums of `wide` neighbouring columns, or of a single one. Four sums of every fourth row go on side by
/// side, since each addition waits for the one before.
template <class V, class T, class Load>
V sum_rows(const Matrix<const T>& m, Index column, const Load& value) {
  constexpr Index side_by_side = 4;
  std::array<V, side_by_side> sums{};
  const T* at = m.data + column;
  Index i = 0;
  for (; i + side_by_side <= m.rows; i += side_by_side) {
    for (V& sum : sums) {
      sum += value(at);
      at += m.cols;
    }
  }
  for (; i < m.rows; ++i, at += m.cols) sums[0] += value(at);
  return (sums[0] + sums[1]) + (sums[2] + sums[3]);
}

}  // namespace

template <class T>
void sum_columns(const Matrix<const T>& m, T* out) {
  Index j = 0;
  for (; j + width<T> <= m.cols; j += width<T>) store(sum_rows<Vector<T>>(m, j, load<T>), out + j);
  for (; j < m.cols; ++j) out[j] = sum_rows<T>(m, j, [](const T* at) { return *at; });
}

Index product_pieces(const ProductSize& size) {
  constexpr Index least_work = Index{1} << 22U;  // multiply-adds; some 30 µs
  constexpr Index least_length = 64;
  const Index length = std::max(size.rows, size.columns);
  return std::clamp(size.rows * size.columns * size.depth / least_work, Index{1},
                    std::max(length / least_length, Index{1}));
}

template <class T>
void multiply_transposed(const Matrix<const T>& in, const Matrix<const T>& weight, const T* bias,
                         const Matrix<T>& out, int threads, bool fuse_relu) {
  multiply_in_pieces<T>(strided(in), strided(weight).transposed(), bias, strided(out),
                        {in.rows, weight.rows, in.cols}, {fuse_relu, {}}, threads);
}

template <class T>
void multiply(const Matrix<const T>& grad, const Matrix<const T>& weight, const Matrix<T>& out, int threads,
              const T* gate) {
  multiply_in_pieces<T>(strided(grad), strided(weight), nullptr, strided(out),
                        {grad.rows, weight.cols, grad.cols}, {false, {gate, out.cols, 1}}, threads);
}

template <class T>
void multiply_outer(const Matrix<const T>& grad, const Matrix<const T>& in, const Matrix<T>& out,
                    T* bias_grad, int threads) {
  multiply_in_pieces<T>(strided(grad).transposed(), strided(in), nullptr, strided(out),
                        {grad.cols, in.cols, grad.rows}, {}, threads);
  if (bias_grad) sum_columns(grad, bias_grad);
}

#define RUNNER_INSTANTIATE(T)                                                                              \
  template void multiply_transposed(const Matrix<const T>&, const Matrix<const T>&, const T*,              \
                                    const Matrix<T>&, int, bool);                                          \
  template void multiply(const Matrix<const T>&, const Matrix<const T>&, const Matrix<T>&, int, const T*); \
  template void multiply_outer(const Matrix<const T>&, const Matrix<const T>&, const Matrix<T>&, T*, int); \
  template void sum_columns(const Matrix<const T>&, T*);
RUNNER_INSTANTIATE(float)
RUNNER_INSTANTIATE(double)
#undef RUNNER_INSTANTIATE

}  // namespace runner
