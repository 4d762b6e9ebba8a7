#pragma once

#include "tensor/gemm.h"
#include "tensor/matrix.h"

namespace runner {

/// The three products of a dense layer, by the names they have there. Operands are dense and do not overlap.
/// The work is cut into pieces that depend on the sizes alone, so the result has the same bits for any
/// `threads`. No heap allocation.

/// out (n×m) = in (n×k) · weightᵀ (m×k), plus `bias` (m values) to every row unless it is null; with
/// `fuse_relu`, max(out, 0). With `order` the n rows are those of `in` (…×k) that have its numbers.
template <class T>
void multiply_transposed(const Matrix<const T>& in, const Matrix<const T>& weight, const T* bias,
                         const Matrix<T>& out, int threads, bool fuse_relu = false,
                         const std::int64_t* order = nullptr);

/// out (n×k) = grad (n×m) · weight (m×k), and 0 where `gate` (n×k), unless it is null, is not above 0.
template <class T>
void multiply(const Matrix<const T>& grad, const Matrix<const T>& weight, const Matrix<T>& out, int threads,
              const T* gate = nullptr);

/// out (m×k) = gradᵀ (n×m) · in (n×k).
template <class T>
void multiply_outer(const Matrix<const T>& grad, const Matrix<const T>& in, const Matrix<T>& out,
                    int threads);

/// The same product block by block, where n is at most `most_block_depth`. With `order` the n rows are those
/// of `in` (…×k) that have its numbers.
template <class T>
void multiply_outer_in_blocks(const Matrix<const T>& grad, const Matrix<const T>& in,
                              const std::int64_t* order, BlockTaker<T>& taker, int threads);

/// The most pieces that a product is cut into; each is worth waking a thread.
Index product_pieces(const ProductSize& size);

/// out (as many values as m has columns) = the sums of the columns, each in an order that depends on the
/// number of rows alone. One thread.
template <class T>
void sum_columns(const Matrix<const T>& m, T* out);

}  // namespace runner
