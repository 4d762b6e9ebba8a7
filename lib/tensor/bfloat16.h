#pragma once

#include <bit>
#include <cstdint>

#include "tensor/matrix.h"

namespace runner {

/// The upper half of a float's bits: its exponent and 7 bits after the point.
using Bfloat16 = std::uint16_t;

/// The nearest one, of two the even one; beyond the largest infinity. NaN stays NaN, and becomes quiet:
/// without that bit one whose payload lies in the lower half would turn into infinity.
constexpr Bfloat16 to_bfloat16(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const bool is_nan = (bits & 0x7FFFFFFFU) > 0x7F800000U;
  const std::uint32_t even = (bits >> 16U) & 1U;
  const std::uint32_t rounded = is_nan ? bits | 0x400000U : bits + 0x7FFFU + even;
  return static_cast<Bfloat16>(rounded >> 16U);
}

/// The float of the same value: every bfloat16 is one.
constexpr float to_float(Bfloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16U);
}

/// The same number as a float: what a tensor in bfloat16 would have of it.
constexpr float round_to_bfloat16(float value) {
  return to_float(to_bfloat16(value));
}

/// How the second factor of a product (depth × columns) lies in memory: in blocks of 64 columns, one behind
/// the other, and in each two neighbours along the depth side by side, which the processor's instructions
/// multiply and add at once. What is beyond depth and columns is 0. oneDNN's BA16a64b2a.
struct PackedShape {
  static constexpr Index block_columns = 64, block_depth = 32;
  Index depth = 0;
  Index columns = 0;

  Index padded_depth() const { return (depth + block_depth - 1) / block_depth * block_depth; }
  Index blocks() const { return (columns + block_columns - 1) / block_columns; }
  Index size() const { return blocks() * block_columns * padded_depth(); }
  /// Where the block begins that has column `first`, a multiple of 64.
  Index offset(Index first) const { return first * padded_depth(); }
};

// `out` begins on a 64-byte boundary. No heap allocation.

/// out (as large as m) = m.
void round_to_bfloat16(const Matrix<const float>& m, Bfloat16* out, int threads);

/// out (cols × rows, rounded up to an even number of rows by zeros) = mᵀ.
void round_transposed(const Matrix<const float>& m, Bfloat16* out, int threads);

/// Packs m as it is: depth = rows.
void pack(const Matrix<const float>& m, Bfloat16* out, int threads);

/// Packs mᵀ: depth = cols.
void pack_transposed(const Matrix<const float>& m, Bfloat16* out, int threads);

}  // namespace runner
