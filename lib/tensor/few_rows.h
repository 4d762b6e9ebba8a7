#pragma once

#include "tensor/copy.h"
#include "tensor/gemm.h"
#include "tensor/registers.h"

namespace runner {

/// So many values of a row, wherever its neighbours lie.
template <class T>
void copy_row(const T* from, Strided<T> to, Index row, Index columns) {
  if (to.column_step == 1) return copy_values(from, columns, &to.at(row, 0));
  for (Index j = 0; j < columns; ++j) to.at(row, j) = from[j];
}

/// As in ReLU and its gradient: NaN of the value passes on.
template <class T>
Vector<T> zero_where_not_positive(Vector<T> gate, Vector<T> value) {
  return gate <= Vector<T>{} ? Vector<T>{} : value;
}

/// Whether `multiply_few_rows` can, and is the faster way: few rows meet columns that lie as rows do.
template <class T>
bool is_of_few_rows(const Strided<const T>& a, const Strided<const T>& b, const ProductSize& size) {
  constexpr Index most_rows = 8;
  return size.rows <= most_rows && size.depth >= width<T> && a.column_step == 1 && b.column_step != 1;
}

/// As `gemm`, with the same bits.
template <class T>
void multiply_few_rows(const Strided<const T>& a, const Strided<const T>& b, const T* bias,
                       const Strided<T>& out, const ProductSize& size, bool fuse_relu);

}  // namespace runner
