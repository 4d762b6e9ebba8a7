#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace runner {

/// The rows of an array, whose bytes may be moved.
struct RowBytes {
  std::byte* begin = nullptr;
  std::size_t row_size = 0;  ///< bytes
};

template <class T>
RowBytes rows_of(std::vector<T>& values, std::size_t width) {
  return {reinterpret_cast<std::byte*>(values.data()), values.empty() ? 0 : width * sizeof(T)};
}

/// Puts row `order[i]` where row `i` is, for every i, in all arrays and in place: `order` is a permutation of
/// their rows.
void reorder_rows(std::span<const RowBytes> arrays, std::span<const std::uint32_t> order);

}  // namespace runner
