#pragma once

// Eigen, for the .cpp files of this folder: always through here, because its settings must be the same
// everywhere.

// The threads are ours: Eigen's own would give other bits for another number of them.
#define EIGEN_DONT_PARALLELIZE
// Eigen copies the operands into two blocks, on the heap when one is larger than this.
#define EIGEN_STACK_ALLOCATION_LIMIT (1024 * 1024)
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes its own AVX-512 intrinsics, where Eigen inlines them, for reads of uninitialised values.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <Eigen/Core>

#include "tensor/matrix.h"

namespace runner {

/// A matrix in the order in which ours are; Eigen's own is by columns.
template <class T>
using RowMajor = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// The same memory as Eigen sees it; nothing is copied.
template <class T>
Eigen::Map<RowMajor<T>> map(Matrix<T> m) {
  return {m.data, m.rows, m.cols};
}
template <class T>
Eigen::Map<const RowMajor<T>> map(Matrix<const T> m) {
  return {m.data, m.rows, m.cols};
}

}  // namespace runner
