#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "nn/pieces.h"
#include "spec/complaints.h"
#include "tensor/matrix.h"

namespace runner {

/// Taken off before any exponential, so that none overflows.
template <class T>
T largest(const T* values, Index count) {
  return *std::max_element(values, values + count);
}

/// Calls work(offset) for the start of every row of `length` values among `total`, which softmax treats
/// alone.
template <class Work>
void for_rows(int threads, Index total, Index length, const Work& work) {
  constexpr Index values_per_piece = 8192;  // some 30 µs of exponentials
  for_stretches(threads, total / length, std::max(values_per_piece / length, Index{1}),
                [&](Index first, Index count) {
                  for (Index row = first; row < first + count; ++row) work(row * length);
                });
}

/// The length of such a row: the last dimension of a sample.
inline Index row_length(const Shape& sample) {
  return sample.empty() ? 1 : sample.back();
}

/// The shape is kept; warns where a row is a single value, whose softmax is 1 whatever it is.
std::optional<Shape> softmax_shape(const char* layer, const Shape& sample, Complaints& complaints);

}  // namespace runner
