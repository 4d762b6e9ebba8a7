#include "tensor/bfloat16.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/parallel.h"

// Products in bfloat16 want two values that are neighbours along the depth side by side in one 32-bit word.
// So matrices are rounded, paired and, where needed, transposed in squares of 16 × 16 words that are held in
// registers: each value is read and written once, and 16 words are one cache line.

namespace runner {
namespace {

/// Two values in bfloat16 that stand side by side, the first in the lower half; also the bits of a float.
using Pair = std::uint32_t;

constexpr Index side = 16;  // of a square of pairs, in which matrices are turned over
constexpr Index block_columns = PackedShape::block_columns;
constexpr Index block_pairs = PackedShape::block_depth / 2;
using Lanes = std::make_index_sequence<side>;

/// So many pairs as one value, and the same at any address.
using PairVector [[gnu::vector_size(side * sizeof(Pair))]] = Pair;
using Floats [[gnu::vector_size(side * sizeof(float)), gnu::may_alias]] = float;
using UnalignedPairVector [[gnu::vector_size(side * sizeof(Pair)), gnu::aligned(2), gnu::may_alias]] = Pair;

struct Square {
  PairVector rows[side];
};

[[gnu::always_inline]] inline void load(const float* from, PairVector& pairs) {
  pairs = *reinterpret_cast<const UnalignedPairVector*>(from);
}

/// The first `count` values, and zeros behind them.
[[gnu::always_inline]] inline void load(const float* from, Index count, PairVector& pairs) {
  if (count >= side) return load(from, pairs);
  pairs = PairVector{};
  if (count > 0) std::memcpy(&pairs, from, static_cast<std::size_t>(count) * sizeof(float));
}

void store(const PairVector& pairs, Pair* to) {
  *reinterpret_cast<UnalignedPairVector*>(to) = pairs;
}

/// `to_bfloat16` of each float, in the upper half; the lower has anything.
[[gnu::always_inline]] inline void round(PairVector& bits) {
  const auto& values = reinterpret_cast<const Floats&>(bits);
  const PairVector rounded = bits + 0x7FFFU + ((bits >> 16U) & 1U);
  bits = values != values ? bits | 0x400000U : rounded;
}

/// Pairs of the values of two rows, one below the other; either is overwritten.
[[gnu::always_inline]] inline void join(PairVector& first, PairVector& second, PairVector& pairs) {
  round(first);
  round(second);
  pairs = first >> 16U | (second & 0xFFFF0000U);
}

/// Pairs of values that stand side by side, of the row that `left` and `right` are.
template <std::size_t... I>
[[gnu::always_inline]] inline void join_neighbours(const PairVector& left, const PairVector& right,
                                                   PairVector& pairs, std::index_sequence<I...> /*lanes*/) {
  PairVector first = __builtin_shufflevector(left, right, 2 * I...);
  PairVector second = __builtin_shufflevector(left, right, 2 * I + 1 ...);
  join(first, second, pairs);
}

/// Of the rows a and b, which lie `Step` apart, the squares of `Step` pairs beside the diagonal change
/// places.
template <std::size_t Step, std::size_t... I>
[[gnu::always_inline]] inline void exchange(PairVector& a, PairVector& b,
                                            std::index_sequence<I...> /*lanes*/) {
  const PairVector upper = __builtin_shufflevector(a, b, ((I & Step) == 0 ? I : I - Step + side)...);
  b = __builtin_shufflevector(a, b, ((I & Step) == 0 ? I + Step : I + side)...);
  a = upper;
}

template <std::size_t Step>
[[gnu::always_inline]] inline void exchange_squares(Square& square) {
#pragma GCC unroll 16
  for (std::size_t i = 0; i < side; ++i) {
    if ((i & Step) == 0) exchange<Step>(square.rows[i], square.rows[i + Step], Lanes());
  }
}

/// Turns it over: Eklundh 1972, A fast computer method for matrix transposing, doi:10.1109/T-C.1972.223584.
[[gnu::always_inline]] inline void transpose(Square& square) {
  exchange_squares<8>(square);
  exchange_squares<4>(square);
  exchange_squares<2>(square);
  exchange_squares<1>(square);
}

/// Of rows 2·pair and 2·pair + 1, zeros where there are no such, up to 16 columns from `column`.
[[gnu::always_inline]] inline void join_rows(const Matrix<const float>& m, Index pair, Index column,
                                             PairVector& pairs) {
  const Index row = 2 * pair, count = m.cols - column;
  // Of more rows at once than the processor looks ahead in by itself.
  constexpr Index ahead = 128;
  __builtin_prefetch(m.row(row) + column + ahead);
  __builtin_prefetch(m.row(row + 1) + column + ahead);
  PairVector first, second;
  load(m.row(row) + column, row < m.rows ? count : 0, first);
  load(m.row(row + 1) + column, row + 1 < m.rows ? count : 0, second);
  join(first, second, pairs);
}

/// Of up to 16 rows and 32 columns from (`row`, `column`); pairs stand side by side.
[[gnu::always_inline]] inline void join_columns(const Matrix<const float>& m, Index row, Index column,
                                                Square& square) {
  const Index count = m.cols - column;
#pragma GCC unroll 16
  for (Index i = 0; i < side; ++i) {
    const Index there = row + i < m.rows ? count : 0;
    PairVector left, right;
    load(m.row(row + i) + column, there, left);
    load(m.row(row + i) + column + side, there - side, right);
    join_neighbours(left, right, square.rows[i], Lanes());
  }
}

Index parts(Index total, Index length) {
  return (total + length - 1) / length;
}

constexpr Index values_per_piece = Index{1} << 18U;  // fewer are not worth another thread: some 30 µs

/// Calls work(i) for all parts, of so many values each.
template <class Work>
void for_parts(int threads, Index count, Index values, const Work& work) {
  for_chunks(threads, count, parts(values_per_piece, values), [&](Index first, Index some) {
    for (Index i = first; i < first + some; ++i) work(i);
  });
}

Pair* as_pairs(Bfloat16* values) {
  return reinterpret_cast<Pair*>(values);
}

/// The block of 16 pairs of rows and 64 columns at (`pair`, `column`).
void pack_block(const Matrix<const float>& m, Index pair, Index column, Pair* out) {
  for (Index p = pair; p < pair + block_pairs; ++p) {
    for (Index j = 0; j < block_columns; j += side, out += side) {
      PairVector pairs;
      join_rows(m, p, column + j, pairs);
      store(pairs, out);
    }
  }
}

/// 16 rows from `row`, turned over: columns of a block whose depth is theirs.
void pack_rows_transposed(const Matrix<const float>& m, Index row, Pair* out) {
  for (Index column = 0; column < m.cols; column += PackedShape::block_depth) {
    Square square;
    join_columns(m, row, column, square);
    transpose(square);
    for (Index p = 0; p < side; ++p, out += block_columns) store(square.rows[p], out);
  }
}

/// Columns `column` … of 32 rows, turned over. `out`: of the first of them, `pairs` to a row.
void transpose_square(const Matrix<const float>& m, Index pair, Index column, Pair* out, Index pairs) {
  Square square;
  for (Index p = 0; p < side; ++p) join_rows(m, pair + p, column, square.rows[p]);
  transpose(square);
  const Index rows = std::min(side, m.cols - column);
  const auto bytes = static_cast<std::size_t>(std::min(side, pairs - pair)) * sizeof(Pair);
  for (Index i = 0; i < rows; ++i) std::memcpy(out + i * pairs + pair, &square.rows[i], bytes);
}

}  // namespace

void round_to_bfloat16(const Matrix<const float>& m, Bfloat16* out, int threads) {
  for_chunks(threads, m.size(), values_per_piece, [&](Index first, Index count) {
    for (Index k = first; k < first + count; ++k) out[k] = to_bfloat16(m.data[k]);
  });
}

void round_transposed(const Matrix<const float>& m, Bfloat16* out, int threads) {
  const Index pairs = parts(m.rows, 2);
  for_parts(threads, parts(m.cols, side), side * m.rows, [&](Index i) {
    const Index column = i * side;
    for (Index pair = 0; pair < pairs; pair += side)
      transpose_square(m, pair, column, as_pairs(out) + column * pairs, pairs);
  });
}

void pack(const Matrix<const float>& m, Bfloat16* out, int threads) {
  constexpr Index rows = PackedShape::block_depth;
  const PackedShape shape{m.rows, m.cols};
  for_parts(threads, parts(m.rows, rows), rows * m.cols, [&](Index i) {
    for (Index column = 0; column < m.cols; column += block_columns) {
      Pair* to = as_pairs(out + shape.offset(column)) + i * block_pairs * block_columns;
      pack_block(m, i * block_pairs, column, to);
    }
  });
}

void pack_transposed(const Matrix<const float>& m, Bfloat16* out, int threads) {
  const PackedShape shape{m.cols, m.rows};
  for_parts(threads, shape.blocks(), block_columns * m.cols, [&](Index i) {
    Pair* to = as_pairs(out + shape.offset(i * block_columns));
    for (Index first = 0; first < block_columns; first += side)
      pack_rows_transposed(m, i * block_columns + first, to + first);
  });
}

}  // namespace runner
