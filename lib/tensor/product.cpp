#include "tensor/product.h"

#include <algorithm>
#include <array>
#include <cstdint>

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

/// Calls work(part) for each piece of a result, cut along its longer side. An element has the same bits in
/// any of them.
template <class Work>
void for_pieces(const ProductSize& size, int threads, const Work& work) {
  const Index count = threads <= 1 ? 1 : std::min<Index>(product_pieces(size), threads);
  if (count <= 1) return work(ProductPart{0, 0, size.rows, size.columns});
  const bool by_rows = size.rows > size.columns;
  const Index length = by_rows ? size.rows : size.columns;
  parallel_for(threads, count, [&](Index i) {
    const Index first = piece_start(i, count, length), end = piece_start(i + 1, count, length);
    work(by_rows ? ProductPart{first, 0, end - first, size.columns}
                 : ProductPart{0, first, size.rows, end - first});
  });
}

template <class T>
void multiply_in_pieces(const Strided<const T>& a, const Strided<const T>& b, const T* bias,
                        const Strided<T>& out, const ProductSize& size, const Finish<T>& finish,
                        int threads) {
  if (threads <= 1) return gemm(a, b, bias, out, size, finish);
  for_pieces(size, threads, [&](const ProductPart& part) {
    Finish<T> own = {finish.fuse_relu, {}};
    if (finish.gate.data != nullptr) own.gate = finish.gate.from(part.row, part.column);
    gemm<T>(a.from(part.row, 0), b.from(0, part.column), bias == nullptr ? nullptr : bias + part.column,
            out.from(part.row, part.column), {part.rows, part.columns, size.depth}, own);
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
                         const Matrix<T>& out, int threads, bool fuse_relu, const std::int64_t* order) {
  const ProductSize size = {out.rows, weight.rows, in.cols};
  if (order != nullptr) {
    return for_pieces(size, threads, [&](const ProductPart& part) {
      gemm_of_rows(in, order, weight, bias, strided(out), part, fuse_relu);
    });
  }
  multiply_in_pieces<T>(strided(in), strided(weight).transposed(), bias, strided(out), size, {fuse_relu, {}},
                        threads);
}

template <class T>
void multiply(const Matrix<const T>& grad, const Matrix<const T>& weight, const Matrix<T>& out, int threads,
              const T* gate) {
  multiply_in_pieces<T>(strided(grad), strided(weight), nullptr, strided(out),
                        {grad.rows, weight.cols, grad.cols}, {false, {gate, out.cols, 1}}, threads);
}

template <class T>
void multiply_outer(const Matrix<const T>& grad, const Matrix<const T>& in, const Matrix<T>& out,
                    int threads) {
  multiply_in_pieces<T>(strided(grad).transposed(), strided(in), nullptr, strided(out),
                        {grad.cols, in.cols, grad.rows}, {}, threads);
}

template <class T>
void multiply_outer_in_blocks(const Matrix<const T>& grad, const Matrix<const T>& in,
                              const std::int64_t* order, BlockTaker<T>& taker, int threads) {
  for_pieces({grad.cols, in.cols, grad.rows}, threads,
             [&](const ProductPart& part) { gemm_in_blocks(grad, in, order, part, taker); });
}

#define RUNNER_INSTANTIATE(T)                                                                              \
  template void multiply_transposed(const Matrix<const T>&, const Matrix<const T>&, const T*,              \
                                    const Matrix<T>&, int, bool, const std::int64_t*);                     \
  template void multiply(const Matrix<const T>&, const Matrix<const T>&, const Matrix<T>&, int, const T*); \
  template void multiply_outer(const Matrix<const T>&, const Matrix<const T>&, const Matrix<T>&, int);     \
  template void multiply_outer_in_blocks(const Matrix<const T>&, const Matrix<const T>&,                   \
                                         const std::int64_t*, BlockTaker<T>&, int);                        \
  template void sum_columns(const Matrix<const T>&, T*);
RUNNER_INSTANTIATE(float)
RUNNER_INSTANTIATE(double)
#undef RUNNER_INSTANTIATE

}  // namespace runner
