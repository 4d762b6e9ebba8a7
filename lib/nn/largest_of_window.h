#pragma once

#include <cstdint>
#include <limits>
#include <type_traits>

#include "nn/lane_memory.h"

namespace runner {

/// As wide as T, so that comparisons of T choose between such.
template <class T>
using PositionOf = std::conditional_t<std::is_same_v<T, float>, std::int32_t, std::int64_t>;

/// Calls `work(rows, columns)`, with constants in the place of the counts of the usual windows, so that their
/// loops are unrolled.
template <class Work>
[[gnu::always_inline]] inline void with_counts(Index rows, Index columns, const Work& work) {
  if (rows == 2 && columns == 2) {
    work(std::integral_constant<Index, 2>(), std::integral_constant<Index, 2>());
  } else if (rows == 3 && columns == 3) {
    work(std::integral_constant<Index, 3>(), std::integral_constant<Index, 3>());
  } else {
    work(rows, columns);
  }
}

/// The largest value of a window for each lane, and the place of it, counted row by row: the first of equal
/// ones; a NaN is larger than all, and the last of them is taken, as PyTorch does. Of no values it is -inf.
template <class T, Index L>
struct LargestOf {
  using Where = MemoryLanes<PositionOf<T>, L>;
  MemoryLanes<T, L> value = MemoryLanes<T, L>{} - std::numeric_limits<T>::infinity();
  Where where = {};

  /// The values are `step` lanes apart from `from` on, rows of them `row_step`. `map`, where given, writes
  /// what is looked at in the place of a value.
  [[gnu::always_inline]] void look(const MemoryLanes<T, L>* from, Index rows, Index columns, Index row_step,
                                   Index step) {
    look(from, rows, columns, row_step, step,
         [](const MemoryLanes<T, L>& x, MemoryLanes<T, L>& same) { same = x; });
  }
  template <class Map>
  [[gnu::always_inline]] void look(const MemoryLanes<T, L>* from, Index rows, Index columns, Index row_step,
                                   Index step, const Map& map) {
    if (rows * columns == 0) return;
    map(from[0], value);
    with_counts(rows, columns, [&](auto all_rows, auto all_columns) {
      for (Index r = 0; r < all_rows; ++r) {
        for (Index c = r == 0 ? 1 : 0; c < all_columns; ++c) {
          MemoryLanes<T, L> x;
          map(from[r * row_step + c * step], x);
          const auto taken = (x > value) | (x != x);
          value = taken ? x : value;
          where = taken ? Where{} + static_cast<PositionOf<T>>(r * all_columns + c) : where;
        }
      }
    });
  }
};

}  // namespace runner
