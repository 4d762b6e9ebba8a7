#pragma once

#include "tensor/gemm.h"

namespace runner {

/// The longest sums for which all of the second factor that they meet fits in registers.
inline constexpr Index most_shallow = 8;

/// out = a · b, where sums are at most `most_shallow` long, and rows of b and out lie one after the other.
/// With the bits of `gemm`.
template <class T>
void multiply_shallow(const Strided<const T>& a, const Strided<const T>& b, const Strided<T>& out,
                      const ProductSize& size);

}  // namespace runner
