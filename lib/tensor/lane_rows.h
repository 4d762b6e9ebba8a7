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
  for (Index first = 0; first < layout.interleaved; ++first) {
    const Index step = layout.interleaved, place = layout.low + first;
    const Index count = (layout.columns - first + step - 1) / step;
    const auto places_before = [&](Index end) {  // places of this part that lie before `end`
      return std::clamp((end - place + step - 1) / step, Index{0}, count);
    };
    const Index before = place >= 0 ? 0 : places_before(0), inside = places_before(source);
    T* value = to + first * layout.part * L;
    std::fill_n(value, before * L, T(0));
    for (Index i = before; i < inside; ++i) {
      const T* lanes = from + (place + i * step) * L;
      for (Index lane = 0; lane < L; ++lane) value[i * L + lane] = lanes[lane];
    }
    if (rounds && inside > before)
      copy_operands(value + before * L, (inside - before) * L, value + before * L, true);
    std::fill(value + inside * L, value + count * L, T(0));
  }
}

}  // namespace runner
