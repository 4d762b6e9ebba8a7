#pragma once

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "tensor/bfloat16.h"
#include "tensor/window_axis.h"

namespace runner {

/// A value as an operand of a sum.
template <class T>
T as_operand(T value, bool rounds) {
  if constexpr (std::is_same_v<T, float>) {
    if (rounds) return round_to_bfloat16(value);
  }
  return value;
}

template <class T>
void copy_operands(const T* from, Index count, T* to, bool rounds) {
  if (count <= 0) return;
  if (!rounds) {
    std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(T));
    return;
  }
  for (Index i = 0; i < count; ++i) to[i] = as_operand(from[i], true);
}

/// A row of `source` values in L lanes, as `layout` wants it.
template <Index L, class T>
void copy_row(const RowLayout& layout, Index source, const T* from, T* to, bool rounds) {
  if (!layout.copies) return copy_operands(from, source * L, to, rounds);
  if (layout.interleaved == 1) {
    const Index before = std::clamp(-layout.low, Index{0}, layout.columns);
    const Index first = std::max(layout.low, Index{0});
    const Index inside = std::clamp(source - first, Index{0}, layout.columns - before);
    std::fill_n(to, before * L, T(0));
    copy_operands(from + first * L, inside * L, to + before * L, rounds);
    std::fill(to + (before + inside) * L, to + layout.width * L, T(0));
    return;
  }
  for (Index i = 0; i < layout.columns; ++i) {
    const Index place = layout.low + i;
    T* value = to + layout.offset(place) * L;
    if (place < 0 || place >= source) {
      std::fill_n(value, L, T(0));
    } else {
      copy_operands(from + place * L, L, value, rounds);
    }
  }
}

}  // namespace runner
