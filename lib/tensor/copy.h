#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>

#include "tensor/matrix.h"

namespace runner {

/// Copies `count` values that do not overlap, most often a few: a call to memcpy takes longer than those.
template <class T>
inline void copy_values(const T* from, Index count, T* to) {
  const auto piece = [&](Index first, auto length) {
    std::memcpy(to + first, from + first, length() * sizeof(T));
  };
  // Two pieces, which overlap where the count is not just twice as large.
  const auto two_pieces = [&](auto length) {
    piece(0, length);
    piece(count - static_cast<Index>(length()), length);
  };
  if (count > 16) {
    std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(T));
  } else if (count >= 8) {
    two_pieces(std::integral_constant<std::size_t, 8>());
  } else if (count >= 4) {
    two_pieces(std::integral_constant<std::size_t, 4>());
  } else if (count >= 2) {
    two_pieces(std::integral_constant<std::size_t, 2>());
  } else if (count == 1) {
    *to = *from;
  }
}

}  // namespace runner
