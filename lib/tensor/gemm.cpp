#include "tensor/gemm.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <type_traits>
#include <utility>

#include "tensor/copy.h"
#include "tensor/registers.h"
#include "tensor/turn_over.h"

// A tile of the result is held in registers while its sums are made; of b a panel as wide as the tile is
// copied so that it is read in order and stays in the nearest cache. Goto & van de Geijn 2008, Anatomy of
// high-performance matrix multiplication, doi:10.1145/1356052.1356053; van Zee & van de Geijn 2015, BLIS,
// doi:10.1145/2764454.
//
// Built with -ffp-contract=fast: here a product and a sum are one fused multiply-add.

namespace runner {
namespace {

// Sixteen sums at once keep two multiply-add units busy through their latency, and with a row of b they fit
// in sixteen registers of AVX-512 and, spilling little, of AVX2.
constexpr Index tile_rows = 8;
constexpr Index tile_registers = 2;
template <class T>
constexpr Index tile_columns = tile_registers * width<T>;

constexpr Index panel_depth = 256;  // a panel of b: 32 KiB
constexpr Index block_rows = 256;   // a block of a: 256 KiB of float, for the second cache
constexpr Index near_bytes = Index{32} * 1024;

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

template <class T>
void copy_row(const T* from, Strided<T> to, Index row, Index columns) {
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

template <class T, Index Registers, std::size_t... Rows>
constexpr std::array<TileFunction<T>, sizeof...(Rows)> tile_functions(std::index_sequence<Rows...> /*rows*/) {
  return {&tile_function<T, static_cast<Index>(Rows) + 1, Registers>...};
}

template <class T>
void multiply_rows(const Tile<T>& tile, Index rows) {
  using AllRows = std::make_index_sequence<static_cast<std::size_t>(tile_rows)>;
  static constexpr auto narrow = tile_functions<T, 1>(AllRows());
  static constexpr auto wide = tile_functions<T, tile_registers>(AllRows());
  (tile.columns <= width<T> ? narrow : wide)[static_cast<std::size_t>(rows - 1)](tile);
}

/// A square of as many rows as a register has values, turned over; beyond `rows` it is 0.
template <class T>
void turn_square_over(const T* from, Index from_step, Index rows, T* to, Index to_step) {
  Vector<T> now[width<T>];
  for (Index i = 0; i < width<T>; ++i) now[i] = i < rows ? load(from + i * from_step) : Vector<T>{};
  turn_rows_over<T>(now);
#pragma GCC unroll 16
  for (Index i = 0; i < width<T>; ++i) store(now[i], to + i * to_step);
}

/// Copies a panel of b, `columns` wide and `depth` deep, into rows as wide as a tile (or a register, where
/// that is enough); what is beyond the columns becomes zero.
template <class T>
void pack_panel(Strided<const T> b, Index depth, Index columns, T* panel) {
  const Index wide = columns <= width<T> ? width<T> : tile_columns<T>;
  if (b.column_step == 1 && columns == tile_columns<T>) {
    for (Index p = 0; p < depth; ++p) {
#pragma GCC unroll 2
      for (Index j = 0; j < wide; j += width<T>) store(load(&b.at(p, j)), panel + p * wide + j);
    }
    return;
  }
  if (b.column_step == 1) {
    for (Index p = 0; p < depth; ++p) {
      copy_values(&b.at(p, 0), columns, panel + p * wide);
      std::fill_n(panel + p * wide + columns, wide - columns, T(0));
    }
    return;
  }
  for (Index j = 0; j < wide; j += width<T>) {
    const Index rows = std::clamp(columns - j, Index{0}, width<T>);
    const T* from = rows == 0 ? b.data : &b.at(0, j);
    if (depth >= width<T>) {
      for (Index p = 0; p < depth; p += width<T>) {
        const Index first = std::min(p, depth - width<T>);  // the last square overlaps the one before
        turn_square_over(from + first, b.column_step, rows, panel + first * wide + j, wide);
      }
      continue;
    }
    for (Index i = 0; i < width<T>; ++i, from += b.column_step) {
      T* column = panel + j + i;
#pragma GCC unroll 4
      for (Index k = 0; k < depth; ++k, column += wide) *column = i < rows ? from[k] : T(0);
    }
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

/// A strip of a product turned over: as many rows as a block has, as many columns as a tile.
template <class T>
using StripValues = std::array<T, block_rows * tile_columns<T>>;

/// Room to copy operands to, for each thread.
template <class T>
struct Workspace {
  alignas(register_bytes) std::array<T, panel_depth * tile_columns<T>> panel;
  alignas(register_bytes) std::array<T, panel_depth * block_rows> block;
  alignas(register_bytes) std::array<T, tile_columns<T>> bias;
  alignas(register_bytes) StripValues<T> strip;
};

template <class T>
Workspace<T>& workspace_of_thread() {
  static thread_local Workspace<T> workspace;
  return workspace;
}

/// Rows of the next tile: what is left over is spread over the last two, since few sums at once would wait
/// for each other.
Index rows_of_tile(Index left) {
  return left <= tile_rows || left >= 2 * tile_rows ? std::min(tile_rows, left) : (left + 1) / 2;
}

/// What the sums begin with: a value for every column, one for every row, or (null) nothing.
template <class T>
struct Bias {
  const T* of_columns = nullptr;
  const T* of_rows = nullptr;
};

/// All columns of a block of at most `block_rows` rows, over at most `panel_depth` of the depth. `goes_on`:
/// `out` holds the beginning of the sums.
template <class T>
void multiply_block(const Strided<const T>& a, const Strided<const T>& b, const Bias<T>& bias,
                    const Strided<T>& out, const ProductSize& size, bool goes_on, const Finish<T>& finish) {
  Workspace<T>& workspace = workspace_of_thread<T>();
  const auto bytes = [](Index values) { return values * static_cast<Index>(sizeof(T)); };
  const bool packs_a = a.column_step != 1 && bytes(size.depth * a.column_step) > near_bytes;
  // What is read but once is not worth a copy.
  const bool packs_b =
      b.column_step != 1 || (size.rows > tile_rows && bytes(size.depth * b.row_step) > near_bytes);
  if (packs_a) pack_block(a, size.rows, size.depth, workspace.block.data());
  Tile<T> tile;
  tile.depth = size.depth;
  tile.goes_on = goes_on;
  tile.fuse_relu = finish.fuse_relu;
  tile.gate = {};
  tile.bias = tile.row_bias = nullptr;
  for (Index j = 0; j < size.columns; j += tile_columns<T>) {
    const Index columns = std::min(tile_columns<T>, size.columns - j);
    const bool is_whole = columns == tile_columns<T> || columns == width<T>;
    tile.columns = columns;
    if (packs_b || !is_whole) {
      pack_panel(b.from(0, j), size.depth, columns, workspace.panel.data());
      tile.b = workspace.panel.data();
      tile.b_step = columns <= width<T> ? width<T> : tile_columns<T>;
    } else {
      tile.b = &b.at(0, j);
      tile.b_step = b.row_step;
    }
    if (bias.of_columns != nullptr) tile.bias = bias.of_columns + j;
    if (bias.of_columns != nullptr && !is_whole) {
      copy_values(tile.bias, columns, workspace.bias.data());
      tile.bias = workspace.bias.data();
    }
    for (Index i = 0; i < size.rows;) {
      const Index rows = packs_a ? std::min(tile_rows, size.rows - i) : rows_of_tile(size.rows - i);
      tile.a =
          packs_a ? Strided<const T>{workspace.block.data() + i * size.depth, 1, tile_rows} : a.from(i, 0);
      tile.c = out.from(i, j);
      if (bias.of_rows != nullptr) tile.row_bias = bias.of_rows + i;
      if (finish.gate.data != nullptr) tile.gate = finish.gate.from(i, j);
      multiply_rows(tile, rows);
      i += rows;
    }
  }
}

/// The depth in parts of about one length, since a short one would hardly be worth a tile's way to registers
/// and back; in whole squares of `turn_square_over`.
Index chunk_of_depth(Index depth) {
  constexpr Index square = 16;
  const Index parts = (depth + panel_depth - 1) / panel_depth;
  return ((depth + parts - 1) / parts + square - 1) / square * square;
}

template <class T>
void multiply_blocks(const Strided<const T>& a, const Strided<const T>& b, const Bias<T>& bias,
                     const Strided<T>& out, const ProductSize& size, const Finish<T>& finish) {
  if (size.rows <= block_rows && size.depth <= panel_depth)
    return multiply_block(a, b, bias, out, size, false, finish);
  const Index chunk = chunk_of_depth(size.depth);
  for (Index p = 0; p < size.depth; p += chunk) {
    const Index depth = std::min(chunk, size.depth - p);
    const bool is_last = p + depth == size.depth;
    for (Index i = 0; i < size.rows; i += block_rows) {
      Finish<T> block_finish;
      if (is_last) block_finish.fuse_relu = finish.fuse_relu;
      if (is_last && finish.gate.data != nullptr) block_finish.gate = finish.gate.from(i, 0);
      const Bias<T> block_bias = {bias.of_columns, bias.of_rows == nullptr ? nullptr : bias.of_rows + i};
      multiply_block<T>(a.from(i, p), b.from(p, 0), block_bias, out.from(i, 0),
                        {std::min(block_rows, size.rows - i), size.columns, depth}, p > 0, block_finish);
    }
  }
}

/// Whether b, whose columns have to be turned over to be packed, is so much larger than a that a's rows are
/// turned over instead. Its rows fill tiles.
template <class T>
bool turns_rows_over(const Strided<const T>& a, const Strided<const T>& b, const ProductSize& size) {
  constexpr Index least_depth = 128;  // a short sum takes less time than turning the result over
  const Index blocks = (size.columns + block_rows - 1) / block_rows;
  return size.depth >= least_depth && b.column_step != 1 && a.column_step == 1 &&
         size.rows % tile_columns<T> == 0 && size.columns % width<T> == 0 &&
         2 * blocks * size.rows <= size.columns;
}

/// Squares of `from`, rows × columns, become `to`, columns × rows. Both are multiples of a register.
template <class T>
void turn_strip_over(const T* from, Index rows, Index columns, const Strided<T>& to) {
  for (Index i = 0; i < rows; i += width<T>) {
    for (Index j = 0; j < columns; j += width<T>) {
      turn_square_over(from + i * columns + j, columns, width<T>, &to.at(j, i), to.row_step);
    }
  }
}

/// The product of which a tile has rows of the result as its columns: strip by strip, each turned over when
/// its sums are there.
template <class T>
void multiply_strips(const Strided<const T>& a, const Strided<const T>& b, const T* bias,
                     const Strided<T>& out, const ProductSize& size, bool fuse_relu) {
  T* strip = workspace_of_thread<T>().strip.data();
  const Index chunk = chunk_of_depth(size.depth);
  for (Index i = 0; i < size.columns; i += block_rows) {
    const Index rows = std::min(block_rows, size.columns - i);
    for (Index j = 0; j < size.rows; j += tile_columns<T>) {
      for (Index p = 0; p < size.depth; p += chunk) {
        const Index depth = std::min(chunk, size.depth - p);
        Finish<T> finish;
        finish.fuse_relu = fuse_relu && p + depth == size.depth;
        multiply_block<T>(b.from(p, i).transposed(), a.from(j, p).transposed(),
                          {.of_rows = bias == nullptr ? nullptr : bias + i}, {strip, tile_columns<T>, 1},
                          {rows, tile_columns<T>, depth}, p > 0, finish);
      }
      turn_strip_over(strip, rows, tile_columns<T>, out.from(j, i));
    }
  }
}

}  // namespace

template <class T>
void gemm(const Strided<const T>& a, const Strided<const T>& b, const T* bias, const Strided<T>& out,
          const ProductSize& size, const Finish<T>& finish) {
  assert(size.depth > 0);
  // A few columns would fill little of a register: the rows become columns.
  if (2 * size.columns <= width<T> && size.rows >= width<T>) {
    multiply_blocks<T>(b.transposed(), a.transposed(), {.of_rows = bias}, out.transposed(),
                       {size.columns, size.rows, size.depth}, {finish.fuse_relu, finish.gate.transposed()});
  } else if (finish.gate.data == nullptr && turns_rows_over(a, b, size)) {
    multiply_strips<T>(a, b, bias, out, size, finish.fuse_relu);
  } else {
    multiply_blocks<T>(a, b, {.of_columns = bias}, out, size, finish);
  }
}

template void gemm(const Strided<const float>&, const Strided<const float>&, const float*,
                   const Strided<float>&, const ProductSize&, const Finish<float>&);
template void gemm(const Strided<const double>&, const Strided<const double>&, const double*,
                   const Strided<double>&, const ProductSize&, const Finish<double>&);

}  // namespace runner
