#pragma once

#include <cmath>
#include <span>

namespace runner {

/// The L2 norm. Summed in double, in order: the same bits in every run.
template <class T>
double norm(std::span<const T> values) {
  double sum = 0;
  for (const T value : values) sum += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(sum);
}

}  // namespace runner
