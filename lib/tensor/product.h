#pragma once

#include "tensor/matrix.h"

namespace runner {

/// The three products of a dense layer, by the names they have there. Operands are dense and do not overlap.
/// The work is cut into pieces that depend on the sizes alone, so the result has the same bits for any
/// `threads`. No heap allocation.

/// out (n×m) = in (n×k) · weightᵀ (m×k), plus `bias` (m values) to every row unless it is null.
template <class T>
void multiply_transposed(Matrix<const T> in, Matrix<const T> weight, const T* bias, Matrix<T> out,
                         int threads);

/// out (n×k) = grad (n×m) · weight (m×k).
template <class T>
void multiply(Matrix<const T> grad, Matrix<const T> weight, Matrix<T> out, int threads);

/// out (m×k) = gradᵀ (n×m) · in (n×k); `bias_grad` (m values), unless null, gets the column sums of grad.
template <class T>
void multiply_outer(Matrix<const T> grad, Matrix<const T> in, Matrix<T> out, T* bias_grad, int threads);

}  // namespace runner
