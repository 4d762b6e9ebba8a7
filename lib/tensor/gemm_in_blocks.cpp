#include <algorithm>
#include <array>
#include <cassert>
#include <tuple>

#include "tensor/product_tile.h"

// A product whose result is wanted but once, such as the gradient of a weight that an optimizer takes at
// once: some rows of it are made in a near cache, handed on, and overwritten by the next. Written to memory
// and read again, a gradient would take as long as a part of its sums.

namespace runner {
namespace {

/// Of a block: at most 64 KiB of float32, and what there is room for, which hangs on how wide a register is.
template <class T>
constexpr Index block_values = std::min<Index>(1 << 14, std::tuple_size_v<decltype(Workspace<T>::strips)>);

/// The blocks of gradᵀ · in: as wide as the result, or as the room for panels is, so that whoever takes them
/// finds long rows.
template <class T>
class Blocks {
 public:
  Blocks(const Matrix<const T>& grad, const Rows<T>& in)
      : a_(strided(grad).transposed()), in_(in), depth_(grad.rows) {
    assert(depth_ > 0 && depth_ <= most_block_depth);
    tile_.depth = depth_;
  }

  void make(const ProductPart& part, BlockTaker<T>& taker) {
    constexpr Index fit = block_values<T> / tile_rows;
    const Index packed = static_cast<Index>(workspace_.block.size()) / depth_;
    const Index most = std::min(fit, packed) / tile_columns<T> * tile_columns<T>;
    for (Index j = 0; j < part.columns; j += most)
      make_columns(part.row, part.rows, part.column + j, std::min(most, part.columns - j), taker);
  }

 private:
  bool is_far(Index step) const { return depth_ * step * static_cast<Index>(sizeof(T)) > near_bytes; }

  void make_columns(Index row, Index rows, Index column, Index columns, BlockTaker<T>& taker) {
    take_panels(in_.from(0, column), columns);
    step_ = (columns + tile_columns<T> - 1) / tile_columns<T> * tile_columns<T>;
    const Index room = static_cast<Index>(workspace_.panel.size()) / depth_;  // for rows of a
    packs_a_ = a_.column_step != 1 && is_far(a_.column_step) && room >= tile_rows;
    const Index fit = packs_a_ ? std::min(block_values<T> / step_, room) : block_values<T> / step_;
    const Index together = fit / tile_rows * tile_rows;
    for (Index i = 0; i < rows; i += together) {
      const Index count = std::min(together, rows - i);
      make_block(row + i, count, columns);
      taker.take(row + i, column, count, columns, workspace_.strips.data(), step_);
    }
  }

  /// Where tiles read their columns: from a copy, or where they are.
  void take_panels(const Rows<T>& b, Index columns) {
    packs_b_ = b.order != nullptr || is_far(b.step) || columns % tile_columns<T> != 0;
    panels_ = packs_b_ ? workspace_.block.data() : b.data;
    panel_step_ = packs_b_ ? depth_ * tile_columns<T> : tile_columns<T>;
    if (!packs_b_) return;
    for (Index j = 0; j < columns; j += tile_columns<T>) {
      pack_rows(b.from(0, j), depth_, std::min(tile_columns<T>, columns - j),
                workspace_.block.data() + j * depth_);
    }
  }

  void make_block(Index row, Index rows, Index columns) {
    if (packs_a_) pack_block(a_.from(row, 0), rows, depth_, workspace_.panel.data());
    // A panel stays in the nearest cache for all rows.
    for (Index j = 0; j < columns; j += tile_columns<T>) {
      tile_.columns = panel_width<T>(columns - j);
      tile_.b = panels_ + j / tile_columns<T> * panel_step_;
      tile_.b_step = packs_b_ ? tile_.columns : in_.step;
      for (Index i = 0; i < rows;) {
        const Index count = packs_a_ ? std::min(tile_rows, rows - i) : rows_of_tile(rows - i);
        tile_.a = packs_a_ ? Strided<const T>{workspace_.panel.data() + i * depth_, 1, tile_rows}
                           : a_.from(row + i, 0);
        tile_.c = {workspace_.strips.data() + i * step_ + j, step_, 1};
        multiply_rows(tile_, count);
        i += count;
      }
    }
  }

  Strided<const T> a_;
  Rows<T> in_;
  Index depth_;
  bool packs_a_ = false, packs_b_ = false;
  const T* panels_ = nullptr;
  Index panel_step_ = 0, step_ = 0;
  Tile<T> tile_ = {};
  Workspace<T>& workspace_ = workspace_of_thread<T>();
};

}  // namespace

template <class T>
void gemm_in_blocks(const Matrix<const T>& grad, const Matrix<const T>& in, const std::int64_t* order,
                    const ProductPart& part, BlockTaker<T>& taker) {
  Blocks<T>(grad, {in.data, in.cols, order}).make(part, taker);
}

template void gemm_in_blocks(const Matrix<const float>&, const Matrix<const float>&, const std::int64_t*,
                             const ProductPart&, BlockTaker<float>&);
template void gemm_in_blocks(const Matrix<const double>&, const Matrix<const double>&, const std::int64_t*,
                             const ProductPart&, BlockTaker<double>&);

}  // namespace runner
