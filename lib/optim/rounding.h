#pragma once

#include <cmath>

namespace runner {

/// a·b + c, rounded once. PyTorch's kernels for add_(x, alpha), addcmul_ and lerp_ round so, while mul_, div_
/// and addcdiv_ round each operation: momentum carries the difference into digits that can be seen.
template <class T>
T multiply_add(T a, T b, T c) {
  return std::fma(a, b, c);
}

/// start + weight·(end − start). From weight 0.5 on PyTorch starts from the other end, which is the nearer one.
template <class T>
T lerp(T start, T end, T weight) {
  const bool near_start = weight < T(0.5);
  return multiply_add(near_start ? weight : weight - T(1), end - start, near_start ? start : end);
}

}  // namespace runner
