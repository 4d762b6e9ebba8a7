#pragma once

#include <algorithm>

#include "tensor/registers.h"

namespace runner {

/// The part of L samples side by side that a register holds: all of them, or the next that fit.
template <class T, Index L>
inline constexpr Index lanes_in_register = std::min(L, width<T>);

template <class T, Index N>
struct LaneRegister {
  using Type [[gnu::vector_size(static_cast<std::size_t>(N) * sizeof(T))]] = T;
  using Anywhere [[gnu::vector_size(static_cast<std::size_t>(N) * sizeof(T)), gnu::aligned(alignof(T)),
                   gnu::may_alias]] = T;
};

/// Keeps a value in a register: what many multiply-adds take is loaded once, where g++ would rather load it
/// again in each of them, and then loads are what takes the time.
template <class Value>
[[gnu::always_inline]] inline void hold(Value& value) {
#if defined(__x86_64__)
  asm("" : "+v"(value));
#else
  static_cast<void>(value);
#endif
}

#if defined(__AVX512F__)
inline constexpr Index register_count = 32;
#else
inline constexpr Index register_count = 16;
#endif

/// Whether the sums of a tile stay in registers, with one operand of each and a value that they all meet.
constexpr bool fits_registers(Index rows, Index columns) {
  return rows * columns + std::min(rows, columns) + 1 <= register_count;
}

}  // namespace runner
