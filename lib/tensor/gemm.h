#pragma once

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

}  // namespace runner
