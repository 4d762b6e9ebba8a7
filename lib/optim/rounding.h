#pragma once

#include <cmath>

namespace runner {

/// a·b + c, rounded once. PyTorch's kernels for add_(x, alpha), addcmul_ and lerp_ round so, while mul_, div_
/// and addcdiv_ round each operation: momentum carries the difference into digits that can be seen.
template <class T>
T multiply_add(T a, T b, T c) {
  return std::fma(a, b, c);
}

/// start + weight·(end − start). From weight 0.5 on PyTorch starts from the nearer end, as here.
template <class T>
T lerp(T start, T end, T weight) {
  const T difference = end - start;
  // Both are computed, because with a branch g++ does not vectorise the optimizers' loops.
  const T from_start = multiply_add(weight, difference, start);
  const T from_end = multiply_add(weight - T(1), difference, end);
  return weight < T(0.5) ? from_start : from_end;
}

}  // namespace runner
