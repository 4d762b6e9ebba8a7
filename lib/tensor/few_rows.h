#pragma once

#include "tensor/gemm.h"
#include "tensor/registers.h"

namespace runner {

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
