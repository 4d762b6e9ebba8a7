#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>

#include "tensor/registers.h"

// Matrices are turned over in registers: a round interleaves the first half of the rows with the second,
// which moves the first bit of a value's place (row, column) behind the last. After as many rounds as a row's
// number has bits, the place is (column, row).

namespace runner {

constexpr int bits_of(Index count) {
  return count <= 1 ? 0 : 1 + bits_of(count / 2);
}

template <int rounds, class T, std::size_t rows, std::size_t... I>
[[gnu::always_inline]] inline void interleave(Vector<T> (&now)[rows], std::index_sequence<I...> /*i*/) {
  constexpr std::size_t n = sizeof...(I);
#pragma GCC unroll 4
  for (int round = 0; round < rounds; ++round) {
    Vector<T> next[rows];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < rows / 2; ++i) {
      next[2 * i] = __builtin_shufflevector(now[i], now[i + rows / 2], (I / 2 + I % 2 * n)...);
      next[2 * i + 1] = __builtin_shufflevector(now[i], now[i + rows / 2], (n / 2 + I / 2 + I % 2 * n)...);
    }
    std::copy_n(next, rows, now);
  }
}

/// Rows as wide as a register become, one after the other, columns of `rows` values. The number of rows is a
/// power of two.
template <class T, std::size_t rows>
[[gnu::always_inline]] inline void turn_rows_over(Vector<T> (&now)[rows]) {
  interleave<bits_of(static_cast<Index>(rows)), T>(
      now, std::make_index_sequence<static_cast<std::size_t>(width<T>)>());
}
/// And back.
template <class T, std::size_t rows>
[[gnu::always_inline]] inline void turn_columns_over(Vector<T> (&now)[rows]) {
  interleave<bits_of(width<T>), T>(now, std::make_index_sequence<static_cast<std::size_t>(width<T>)>());
}

}  // namespace runner
