#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Eight characters of a text at once, in a word in which the first of them is the lowest byte: on a
// little-endian machine as they lie in memory.

namespace runner::eight {

constexpr bool available = std::endian::native == std::endian::little;
constexpr std::size_t count = sizeof(std::uint64_t);
constexpr std::uint64_t ones = 0x0101010101010101, zeros = '0' * ones, high_bits = 0x80 * ones;

/// As many as T has bytes; the others are 0.
template <class T = std::uint64_t>
std::uint64_t load(const char* from) {
  T bytes = 0;
  std::memcpy(&bytes, from, sizeof(T));
  return bytes;
}

/// A high bit in the byte of the first one that is `c`, none where none is; bytes behind it may say anything.
inline std::uint64_t equal(std::uint64_t eight, char c) {
  const std::uint64_t other = eight ^ (static_cast<unsigned char>(c) * ones);
  return (other - ones) & ~other & high_bits;
}

/// The same of the first one that is no digit (Lemire, Quickly parsing eight digits, 2018).
inline std::uint64_t no_digits(std::uint64_t eight) {
  constexpr std::uint64_t above = 0x46 * ones;
  return ((eight + above) | (eight - zeros)) & high_bits;
}

/// The number of the byte of the first high bit; there is one.
inline unsigned first(std::uint64_t high) {
  return static_cast<unsigned>(std::countr_zero(high)) / 8;
}

/// What eight digits are, the first of them the highest (the same source).
inline std::uint64_t value_of(std::uint64_t digits) {
  constexpr std::uint64_t pairs = 0x000000FF000000FF, hundreds = 0x000F424000000064,
                          ones_and_ten_thousands = 0x0000271000000001;
  digits -= zeros;
  digits = digits * 10 + (digits >> 8U);
  return (((digits & pairs) * hundreds) + (((digits >> 16U) & pairs) * ones_and_ten_thousands)) >> 32U;
}

/// The same of the first `size` of them, which are fewer than eight.
inline std::uint64_t value_of_first(std::uint64_t digits, unsigned size) {
  return value_of(((digits << (8 * (count - 1 - size))) << 8U) | (zeros >> (8 * size)));
}

/// Where the first of two characters is, `end` where there is none.
inline const char* find_either(const char* at, const char* end, char a, char b) {
  while (available && static_cast<std::size_t>(end - at) >= count) {
    const std::uint64_t eight = load(at);
    const std::uint64_t found = equal(eight, a) | equal(eight, b);
    if (found != 0) return at + first(found);
    at += count;
  }
  while (at != end && *at != a && *at != b) ++at;
  return at;
}

}  // namespace runner::eight
