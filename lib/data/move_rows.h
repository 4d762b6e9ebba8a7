#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace runner {

/// The rows of an array, whose bytes may be moved. An empty array has rows of no bytes.
struct RowBytes {
  std::byte* begin = nullptr;
  std::size_t row_size = 0;  ///< bytes
};

template <class T>
RowBytes rows_of(std::vector<T>& values, std::size_t width) {
  return {reinterpret_cast<std::byte*>(values.data()), values.empty() ? 0 : width * sizeof(T)};
}

/// Moves row i to `to[i]`, for every i, in all arrays and in place: `to` is a permutation of their rows, and
/// is in order afterwards.
void move_rows(std::span<const RowBytes> arrays, std::span<std::uint32_t> to);

}  // namespace runner
