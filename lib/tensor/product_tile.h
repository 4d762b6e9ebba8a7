#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "tensor/copy.h"
#include "tensor/gemm.h"
#include "tensor/registers.h"
#include "tensor/turn_over.h"

// A tile of the result is held in registers while its sums are made; of b a panel as wide as the tile is
// copied so that it is read in order and stays in the nearest cache. Goto & van de Geijn 2008, Anatomy of
// high-performance matrix multiplication, doi:10.1145/1356052.1356053; van Zee & van de Geijn 2015, BLIS,
// doi:10.1145/2764454.
//
// Only for files that are built with -ffp-contract=fast, where a product and a sum are one fused
// multiply-add.

namespace runner {

// Sixteen sums at once keep two multiply-add units busy through their latency, and with a row of b they fit
// in sixteen registers of AVX-512 and, spilling little, of AVX2.
inline constexpr Index tile_rows = 8;
inline constexpr Index tile_registers = 2;
template <class T>
inline constexpr Index tile_columns = tile_registers * width<T>;

inline constexpr Index panel_depth = 256;  // a panel of b: 32 KiB
inline constexpr Index block_rows = 256;   // a block of a: 256 KiB of float, for the second cache
inline constexpr Index most_strips = 4;
inline constexpr Index near_bytes = Index{32} * 1024;

/// One tile: c = (or, with `goes_on`, +=) the first `columns` columns of a · b, over `depth`. b has tile-wide
/// rows, `b_step` apart.
template <class T>
struct Tile {
  Index depth;
  Strided<const T> a;
  const T* b;
  Index b_step;
  const T* bias;      // of these columns and as wide as the tile, or null
  const T* row_bias;  // of these rows, or null
  Strided<T> c;
  Index columns;
  bool goes_on;
  bool fuse_relu;
  Strided<const T> gate;  // or null
};

/// Apart from the tiles, of which only those at an edge need it.
template <class T>
[[gnu::noinline]] void copy_row(const T* from, Strided<T> to, Index row, Index columns) {
  if (to.column_step == 1) return copy_values(from, columns, &to.at(row, 0));
  T* place = &to.at(row, 0);
#pragma GCC unroll 4
  for (Index j = 0; j < columns; ++j, place += to.column_step) *place = from[j];
}

template <class T>
Vector<T> zero_where_not_positive(Vector<T> gate, Vector<T> value) {
  return gate <= Vector<T>{} ? Vector<T>{} : value;
}

/// The unit of the whole: Rows × Registers sums in registers. The steps along the depth are known, so that
/// one of the loops' addresses is a constant.
template <class T, Index Rows, Index Registers>
[[gnu::always_inline]] inline void multiply_tile(const Tile<T>& tile, Index row_step, Index depth_step) {
  constexpr Index wide = Registers * width<T>;
  const bool is_whole = tile.columns == wide && tile.c.column_step == 1;
  Vector<T> sums[Rows][Registers];
  alignas(register_bytes) T row[wide];
#pragma GCC unroll 8
  for (Index i = 0; i < Rows; ++i) {
    const T* first = tile.bias;
    if (tile.goes_on && is_whole) {
      first = &tile.c.at(i, 0);
    } else if (tile.goes_on) {
      for (Index j = 0; j < wide; ++j) row[j] = j < tile.columns ? tile.c.at(i, j) : T(0);
      first = row;
    }
    const T even = tile.row_bias != nullptr && !tile.goes_on ? tile.row_bias[i] : T(0);
#pragma GCC unroll 2
    for (Index j = 0; j < Registers; ++j)
      sums[i][j] = first == nullptr ? Vector<T>{} + even : load(first + j * width<T>);
  }
  const T* a = tile.a.data;
  const T* b = tile.b;
  for (Index p = 0; p < tile.depth; ++p, a += depth_step, b += tile.b_step) {
    Vector<T> values[Registers];
#pragma GCC unroll 2
    for (Index j = 0; j < Registers; ++j) values[j] = load(b + j * width<T>);
#pragma GCC unroll 8
    for (Index i = 0; i < Rows; ++i) {
      const T factor = a[i * row_step];
#pragma GCC unroll 2
      for (Index j = 0; j < Registers; ++j) sums[i][j] += values[j] * factor;
    }
  }
  if (tile.fuse_relu) {
#pragma GCC unroll 8
    for (Index i = 0; i < Rows; ++i) {
#pragma GCC unroll 2
      for (Index j = 0; j < Registers; ++j) sums[i][j] = zero_where_not_positive<T>(sums[i][j], sums[i][j]);
    }
  }
  if (tile.gate.data != nullptr) {
#pragma GCC unroll 8
    for (Index i = 0; i < Rows; ++i) {
      const T* gate = &tile.gate.at(i, 0);
      if (!is_whole) {
        for (Index j = 0; j < wide; ++j) row[j] = j < tile.columns ? tile.gate.at(i, j) : T(0);
        gate = row;
      }
#pragma GCC unroll 2
      for (Index j = 0; j < Registers; ++j)
        sums[i][j] = zero_where_not_positive<T>(load(gate + j * width<T>), sums[i][j]);
    }
  }
#pragma GCC unroll 8
  for (Index i = 0; i < Rows; ++i) {
    T* to = is_whole ? &tile.c.at(i, 0) : row;
#pragma GCC unroll 2
    for (Index j = 0; j < Registers; ++j) store(sums[i][j], to + j * width<T>);
    if (!is_whole) copy_row(row, tile.c, i, tile.columns);
  }
}

template <class T>
using TileFunction = void (*)(const Tile<T>&);

template <class T, Index Rows, Index Registers>
void tile_function(const Tile<T>& tile) {
  if (tile.a.column_step == 1) {
    multiply_tile<T, Rows, Registers>(tile, tile.a.row_step, 1);
  } else {
    multiply_tile<T, Rows, Registers>(tile, 1, tile.a.column_step);
  }
}

template <class T, Index Registers, std::size_t... I>
constexpr std::array<TileFunction<T>, sizeof...(I)> tile_functions(std::index_sequence<I...> /*i*/) {
  return {&tile_function<T, static_cast<Index>(I) + 1, Registers>...};
}

template <class T>
void multiply_rows(const Tile<T>& tile, Index rows) {
  using AllRows = std::make_index_sequence<static_cast<std::size_t>(tile_rows)>;
  static constexpr auto narrow = tile_functions<T, 1>(AllRows());
  static constexpr auto wide = tile_functions<T, tile_registers>(AllRows());
  (tile.columns <= width<T> ? narrow : wide)[static_cast<std::size_t>(rows - 1)](tile);
}

/// A square of as many rows as a register has values, which begin `first` behind `from`, turned over; beyond
/// `rows` it is 0.
template <class T>
[[gnu::always_inline]] inline void turn_square_over(const T* const (&from)[width<T>], Index first, Index rows,
                                                    T* to, Index to_step) {
  Vector<T> now[width<T>];
  for (Index i = 0; i < width<T>; ++i) now[i] = i < rows ? load(from[i] + first) : Vector<T>{};
  turn_rows_over<T>(now);
#pragma GCC unroll 16
  for (Index i = 0; i < width<T>; ++i) store(now[i], to + i * to_step);
}

/// Rows of a matrix, `step` apart; with `order` those that have its numbers.
template <class T>
struct Rows {
  const T* data;
  Index step;
  const std::int64_t* order = nullptr;

  const T* row(Index i) const { return data + (order == nullptr ? i : static_cast<Index>(order[i])) * step; }
  /// From column p on, and from row i on.
  Rows from(Index i, Index p) const {
    return order == nullptr ? Rows{row(i) + p, step} : Rows{data + p, step, order + i};
  }
};

/// How wide a panel is for so many columns: as a tile, or as a register where that is enough.
template <class T>
Index panel_width(Index columns) {
  return columns <= width<T> ? width<T> : tile_columns<T>;
}

/// Copies `depth` rows of b, of which a panel takes `columns` values; what is beyond them becomes zero.
template <class T>
void pack_rows(const Rows<T>& b, Index depth, Index columns, T* panel) {
  const Index wide = panel_width<T>(columns);
  if (columns == tile_columns<T>) {
    for (Index p = 0; p < depth; ++p) {
      const T* row = b.row(p);
#pragma GCC unroll 2
      for (Index j = 0; j < wide; j += width<T>) store(load(row + j), panel + p * wide + j);
    }
    return;
  }
  for (Index p = 0; p < depth; ++p) {
    copy_values(b.row(p), columns, panel + p * wide);
    std::fill_n(panel + p * wide + columns, wide - columns, T(0));
  }
}

/// The same of a matrix whose columns lie one after the other, which are `b`'s rows: they are turned over.
template <class T>
void pack_columns(const Rows<T>& b, Index depth, Index columns, T* panel) {
  const Index wide = panel_width<T>(columns);
  for (Index j = 0; j < wide; j += width<T>) {
    const Index rows = std::clamp(columns - j, Index{0}, width<T>);
    const T* from[width<T>] = {};
    for (Index i = 0; i < rows; ++i) from[i] = b.row(j + i);
    if (depth >= width<T>) {
      for (Index p = 0; p < depth; p += width<T>) {
        const Index first = std::min(p, depth - width<T>);  // the last square overlaps the one before
        turn_square_over(from, first, rows, panel + first * wide + j, wide);
      }
      continue;
    }
    for (Index i = 0; i < width<T>; ++i) {
      T* to = panel + j + i;
#pragma GCC unroll 4
      for (Index k = 0; k < depth; ++k, to += wide) *to = i < rows ? from[i][k] : T(0);
    }
  }
}

/// Copies a panel of b, `columns` wide and `depth` deep.
template <class T>
void pack_panel(const Strided<const T>& b, Index depth, Index columns, T* panel) {
  if (b.column_step == 1) {
    pack_rows<T>({b.data, b.row_step}, depth, columns, panel);
  } else {
    pack_columns<T>({b.data, b.column_step}, depth, columns, panel);
  }
}

/// Copies rows of a whose neighbours along the depth lie far apart, tile by tile.
template <class T>
void pack_block(Strided<const T> a, Index rows, Index depth, T* block) {
  for (Index i = 0; i < rows; i += tile_rows) {
    T* tile = block + i * depth;
    const Index count = std::min(tile_rows, rows - i);
    if (count == tile_rows) {
      for (Index p = 0; p < depth; ++p) std::copy_n(&a.at(i, p), tile_rows, tile + p * tile_rows);
    } else {
      for (Index p = 0; p < depth; ++p) copy_values(&a.at(i, p), count, tile + p * tile_rows);
    }
  }
}

/// Room to copy operands to, for each thread.
template <class T>
struct Workspace {
  alignas(register_bytes) std::array<T, panel_depth * tile_columns<T>> panel;
  alignas(register_bytes) std::array<T, panel_depth * block_rows> block;
  alignas(register_bytes) std::array<T, tile_columns<T>> bias;
  /// Strips of a product turned over: each as many rows as a block has, as many columns as a tile.
  alignas(register_bytes) std::array<T, most_strips * block_rows * tile_columns<T>> strips;
};

template <class T>
Workspace<T>& workspace_of_thread() {
  static thread_local Workspace<T> workspace;
  return workspace;
}

/// Rows of the next tile: what is left over is spread over the last two, since few sums at once would wait
/// for each other.
inline Index rows_of_tile(Index left) {
  return left <= tile_rows || left >= 2 * tile_rows ? std::min(tile_rows, left) : (left + 1) / 2;
}

}  // namespace runner
