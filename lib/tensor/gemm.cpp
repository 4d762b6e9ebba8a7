#include "tensor/gemm.h"

#include <algorithm>
#include <cassert>

#include "tensor/product_tile.h"
#include "tensor/shallow_product.h"

// How a product is cut into tiles (tensor/product_tile.h): blocks of rows, parts of the depth, and which
// factor is turned over.

namespace runner {
namespace {

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

/// `from`, rows × columns and `step` apart, becomes `to`, columns × rows.
template <class T>
void turn_strip_over(const T* from, Index step, Index rows, Index columns, const Strided<T>& to) {
  for (Index i = 0; i < rows; i += width<T>) {
    for (Index j = 0; j < columns; j += width<T>) {
      const T* square = from + i * step + j;
      if (i + width<T> <= rows && j + width<T> <= columns) {
        const T* lines[width<T>];
        for (Index k = 0; k < width<T>; ++k) lines[k] = square + k * step;
        turn_square_over(lines, 0, width<T>, &to.at(j, i), to.row_step);
        continue;
      }
      for (Index k = 0; k < std::min(width<T>, columns - j); ++k) {
        for (Index l = 0; l < std::min(width<T>, rows - i); ++l) to.at(j + k, i + l) = square[l * step + k];
      }
    }
  }
}

/// The product of which a tile has rows of the result as its columns: strips, which are turned over when
/// their sums are there. Several go on together, so that what they read of b is still in the second cache for
/// the next of them. b's columns lie one after the other.
template <class T>
void multiply_strips(const Rows<T>& a, const Strided<const T>& b, const T* bias, const Strided<T>& out,
                     const ProductSize& size, bool fuse_relu) {
  Workspace<T>& workspace = workspace_of_thread<T>();
  const Index chunk = chunk_of_depth(size.depth);
  const Index most_together = most_strips * tile_columns<T>;
  for (Index first = 0; first < size.rows; first += most_together) {
    const Index together = std::min(most_together, size.rows - first);
    for (Index i = 0; i < size.columns; i += block_rows) {
      const Index rows = std::min(block_rows, size.columns - i);
      for (Index p = 0; p < size.depth; p += chunk) {
        const Index depth = std::min(chunk, size.depth - p);
        const bool is_last = p + depth == size.depth;
        for (Index j = 0; j < together; j += tile_columns<T>) {
          const Index columns = std::min(tile_columns<T>, together - j), wide = panel_width<T>(columns);
          T* strip = workspace.strips.data() + j * block_rows;
          pack_columns(a.from(first + j, p), depth, columns, workspace.panel.data());
          multiply_block<T>(b.from(p, i).transposed(), {workspace.panel.data(), wide, 1},
                            {.of_rows = bias == nullptr ? nullptr : bias + i}, {strip, wide, 1},
                            {rows, wide, depth}, p > 0, {.fuse_relu = fuse_relu && is_last});
          if (is_last) turn_strip_over(strip, wide, rows, columns, out.from(first + j, i));
        }
      }
    }
  }
}

}  // namespace

template <class T>
void gemm(const Strided<const T>& a, const Strided<const T>& b, const T* bias, const Strided<T>& out,
          const ProductSize& size, const Finish<T>& finish) {
  assert(size.depth > 0);
  const bool is_plain = bias == nullptr && !finish.fuse_relu && finish.gate.data == nullptr;
  if (is_plain && size.depth <= most_shallow && size.columns >= tile_columns<T> && b.column_step == 1 &&
      out.column_step == 1) {
    return multiply_shallow(a, b, out, size);
  }
  // A few columns would fill little of a register: the rows become columns.
  if (2 * size.columns <= width<T> && size.rows >= width<T>) {
    multiply_blocks<T>(b.transposed(), a.transposed(), {.of_rows = bias}, out.transposed(),
                       {size.columns, size.rows, size.depth}, {finish.fuse_relu, finish.gate.transposed()});
  } else if (finish.gate.data == nullptr && turns_rows_over(a, b, size)) {
    multiply_strips<T>({a.data, a.row_step}, b, bias, out, size, finish.fuse_relu);
  } else {
    multiply_blocks<T>(a, b, {.of_columns = bias}, out, size, finish);
  }
}

template <class T>
void gemm_of_rows(const Matrix<const T>& in, const std::int64_t* order, const Matrix<const T>& weight,
                  const T* bias, const Strided<T>& out, const ProductPart& part, bool fuse_relu) {
  multiply_strips<T>({in.data, in.cols, order + part.row}, strided(weight).transposed().from(0, part.column),
                     bias == nullptr ? nullptr : bias + part.column, out.from(part.row, part.column),
                     {part.rows, part.columns, in.cols}, fuse_relu);
}

template void gemm(const Strided<const float>&, const Strided<const float>&, const float*,
                   const Strided<float>&, const ProductSize&, const Finish<float>&);
template void gemm(const Strided<const double>&, const Strided<const double>&, const double*,
                   const Strided<double>&, const ProductSize&, const Finish<double>&);

template void gemm_of_rows(const Matrix<const float>&, const std::int64_t*, const Matrix<const float>&,
                           const float*, const Strided<float>&, const ProductPart&, bool);
template void gemm_of_rows(const Matrix<const double>&, const std::int64_t*, const Matrix<const double>&,
                           const double*, const Strided<double>&, const ProductPart&, bool);

}  // namespace runner
