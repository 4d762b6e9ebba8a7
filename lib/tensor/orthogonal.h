#pragma once

#include <span>

#include "tensor/matrix.h"

namespace runner {

/// The columns of `out` become the orthonormal eigenvectors of a symmetric matrix (n×n), which is
/// overwritten, that of the largest eigenvalue first. `workspace` has 5n values. No heap allocation. Of a
/// matrix that is not finite, nothing useful.
template <class T>
void eigenvectors(Matrix<T> symmetric, Matrix<T> out, std::span<T> workspace);

/// `q` (n×n) becomes the orthogonal factor of `a` = QR by Householder's reflections, which overwrite `a`.
/// `workspace` has 2n values. No heap allocation.
template <class T>
void orthogonal_factor(Matrix<T> a, Matrix<T> q, std::span<T> workspace);

/// Replaces a matrix by the Q of its QR decomposition in which R's diagonal is positive, of the same shape:
/// orthonormal columns, or orthonormal rows (of the transposed matrix's Q) where there are more columns than
/// rows. A column that depends on those before it becomes 0. Worked out in double.
template <class T>
void orthonormalize(Matrix<T> matrix);

}  // namespace runner
