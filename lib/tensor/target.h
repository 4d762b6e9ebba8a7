#pragma once

#include <cstdint>

#include "tensor/matrix.h"

namespace runner {

/// The targets of a batch: one class index per row (`values.data` is null), or rows of values. Where rows
/// have weights, one for each; at least 0.
template <class T>
struct Target {
  const std::int32_t* classes = nullptr;
  Matrix<const T> values;
  const T* weights = nullptr;

  /// Those of `count` rows from `first`.
  Target middle_rows(Index first, Index count) const {
    const T* some_weights = weights ? weights + first : nullptr;
    if (classes) return {classes + first, {}, some_weights};
    return {nullptr, values.middle_rows(first, count), some_weights};
  }
};

}  // namespace runner
