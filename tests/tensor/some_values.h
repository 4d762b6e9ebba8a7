#pragma once

#include <vector>

#include "tensor/matrix.h"

namespace runner {

/// Values with few digits whose sums are rounded nevertheless.
template <class T>
std::vector<T> some_values(Index count, int seed) {
  std::vector<T> made;
  for (Index i = 0; i < count; ++i) made.push_back(static_cast<T>((i * 37 + seed) % 101 - 50) / T(7));
  return made;
}

}  // namespace runner
