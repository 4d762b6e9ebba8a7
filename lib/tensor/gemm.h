#pragma once

#include <cstdint>

#include "tensor/matrix.h"

namespace runner {

/// A matrix as a product reads or writes it: element (i, j) is data[i * row_step + j * column_step]. One of
/// the steps is 1.
template <class T>
struct Strided {
  T* data = nullptr;
  Index row_step = 0;
  Index column_step = 1;

  T& at(Index i, Index j) const { return data[i * row_step + j * column_step]; }
  /// The part that begins at element (i, j).
  Strided from(Index i, Index j) const { return {&at(i, j), row_step, column_step}; }
  Strided transposed() const { return {data, column_step, row_step}; }
};

/// A matrix as it is: rows one after the other.
template <class T>
Strided<T> strided(Matrix<T> m) {
  return {m.data, m.cols, 1};
}

/// What a product of two matrices has to do: rows · columns · depth multiply-adds.
struct ProductSize {
  Index rows = 0;     ///< of the result and of the first factor
  Index columns = 0;  ///< of the result and of the second factor
  Index depth = 0;    ///< what is summed over, at least 1
};

/// What becomes of an element when its sum is there.
template <class T>
struct Finish {
  bool fuse_relu = false;  ///< max(x, 0); NaN passes on
  Strided<const T> gate =
      {};  ///< unless null: 0 where the element of this matrix is not above 0, as in ReLU's gradient
};

/// out = a · b, plus `bias` (a value for every column) to each row unless it is null, finished. `out`
/// overlaps none of the others.
///
/// Every element is one sum, begun with the bias and taken in the order of the depth by fused multiply-adds:
/// its bits depend neither on the other rows and columns, nor on how the work is cut up, nor on the width of
/// the machine's registers. No heap allocation.
template <class T>
void gemm(const Strided<const T>& a, const Strided<const T>& b, const T* bias, const Strided<T>& out,
          const ProductSize& size, const Finish<T>& finish = {});

/// A part of a product's result.
struct ProductPart {
  Index row = 0, column = 0, rows = 0, columns = 0;
};

/// Of the rows of `in` (…×k) that have the numbers in `order`, times weightᵀ (m×k), a part: plus `bias` (m
/// values) unless it is null, and with `fuse_relu`, max(x, 0). The same sums as `gemm` makes.
template <class T>
void gemm_of_rows(const Matrix<const T>& in, const std::int64_t* order, const Matrix<const T>& weight,
                  const T* bias, const Strided<T>& out, const ProductPart& part, bool fuse_relu);

/// Is given a product block by block, each when its sums are there. Pieces of the product may be made on
/// several threads at once.
template <class T>
class BlockTaker {
 public:
  /// The block that begins at element (row, column): rows × columns `values`, each row `step` behind the one
  /// before. They are gone when this returns.
  virtual void take(Index row, Index column, Index rows, Index columns, const T* values, Index step) = 0;

 protected:
  ~BlockTaker() = default;
};

/// The longest sums of a product that is made in blocks.
inline constexpr Index most_block_depth = 256;
/// Values of the second factor up to which a block is as wide as the result. Of more, blocks are pieces of
/// rows, and the product takes longer than `gemm`.
inline constexpr Index most_block_values = 1 << 16;

/// gradᵀ (m×n) · in (n×k), a part of it in blocks, with the same sums as `gemm` makes; n is at most
/// `most_block_depth`. With `order` the rows of `in` (…×k) are those that have its numbers.
template <class T>
void gemm_in_blocks(const Matrix<const T>& grad, const Matrix<const T>& in, const std::int64_t* order,
                    const ProductPart& part, BlockTaker<T>& taker);

}  // namespace runner
