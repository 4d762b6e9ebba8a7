#include "data/move_rows.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "base/stop.h"

// A table is larger than any cache, and a walk along a random permutation's cycles waits for memory at each
// row. So rows are first moved to the stretch in which their place is, as a radix sort in place does
// (McIlroy, Bostic and McIlroy, Engineering radix sort, 1993): only where the stretches are filled up memory
// is touched, row after row. A stretch that fits into a cache is put in order by the cycles.

namespace runner {

namespace {

constexpr std::size_t cached = std::size_t{1} << 19U;  // bytes
constexpr std::size_t most_stretches = 256;
constexpr std::size_t long_row = 1024;  // bytes: waiting for one takes less than moving it twice
constexpr std::size_t rows_ahead = 4;   // are fetched where a stretch is filled up

template <std::size_t size>
void swap_some(std::byte*& a, std::byte*& b, std::size_t& left) {
  for (; left >= size; left -= size, a += size, b += size) {
    std::array<std::byte, size> of_a, of_b;
    std::memcpy(of_a.data(), a, size);
    std::memcpy(of_b.data(), b, size);
    std::memcpy(a, of_b.data(), size);
    std::memcpy(b, of_a.data(), size);
  }
}

void swap_bytes(std::byte* a, std::byte* b, std::size_t count) {
  swap_some<32>(a, b, count);
  swap_some<8>(a, b, count);
  swap_some<4>(a, b, count);
  swap_some<1>(a, b, count);
}

/// All that belongs to rows, and where they are to go.
class Rows {
 public:
  Rows(std::span<const RowBytes> arrays, std::span<std::uint32_t> to) : to_(to) {
    for (const RowBytes& array : arrays) {
      if (array.row_size == 0) continue;
      arrays_.push_back(array);
      size_ += array.row_size;
    }
  }

  /// Rows whose places are those between `first` and `end`.
  void put_in_order(std::size_t first, std::size_t end) {
    if ((end - first) * size_ <= cached || size_ >= long_row) return follow_cycles(first, end);
    const std::size_t least = (end - first + most_stretches - 1) / most_stretches;
    const std::size_t width = std::max(std::bit_ceil(least), std::bit_floor(cached / size_));
    fill_stretches(first, end, width);
    for (std::size_t begin = first; begin < end; begin += width)
      put_in_order(begin, std::min(begin + width, end));
  }

 private:
  void swap(std::size_t a, std::size_t b) {
    std::swap(to_[a], to_[b]);
    for (const RowBytes& array : arrays_)
      swap_bytes(array.begin + a * array.row_size, array.begin + b * array.row_size, array.row_size);
  }

  /// What lies behind an array's end is fetched without harm.
  void fetch(std::size_t row) const {
    constexpr std::size_t cache_line = 64;
    __builtin_prefetch(&to_[0] + row, 1);
    for (const RowBytes& array : arrays_) {
      const std::byte* const begin = array.begin + row * array.row_size;
      for (std::size_t i = 0; i < array.row_size; i += cache_line) __builtin_prefetch(begin + i, 1);
    }
  }

  void follow_cycles(std::size_t first, std::size_t end) {
    for (std::size_t row = first; row < end; ++row) {
      look_at_stop();
      while (to_[row] != row) swap(row, to_[row]);
    }
  }

  /// Moves rows to the stretches of that width in which their places are.
  void fill_stretches(std::size_t first, std::size_t end, std::size_t width) {
    const auto shift = static_cast<unsigned>(std::countr_zero(width));
    const auto stretch_of = [&](std::size_t row) { return (to_[row] - first) >> shift; };
    std::array<std::size_t, most_stretches> next{};  // row of each that is not known to be right
    for (std::size_t i = 0; i < most_stretches; ++i) next[i] = first + (i << shift);
    for (std::size_t i = 0, begin = first; begin < end; ++i, begin += width) {
      for (const std::size_t stop = std::min(begin + width, end); next[i] < stop; ++next[i]) {
        look_at_stop();
        for (std::size_t other = stretch_of(next[i]); other != i; other = stretch_of(next[i])) {
          swap(next[i], next[other]);
          fetch(++next[other] + rows_ahead);
        }
      }
    }
  }

  std::span<std::uint32_t> to_;
  std::vector<RowBytes> arrays_;
  std::size_t size_ = sizeof(std::uint32_t);  ///< bytes of a row
};

}  // namespace

void move_rows(std::span<const RowBytes> arrays, std::span<std::uint32_t> to) {
  Rows(arrays, to).put_in_order(0, to.size());
}

}  // namespace runner
