#include "tensor/product.h"

#include <algorithm>

#include "base/parallel.h"
#include "tensor/eigen.h"

namespace runner {
namespace {

/// Block sizes, and with them the order of every sum, follow from these and not from the machine's caches.
void fix_block_sizes() {
  constexpr std::ptrdiff_t kib = 1024;
  static const bool fixed = [] {
    Eigen::setCpuCacheSizes(32 * kib, 512 * kib, 4096 * kib);
    return true;
  }();
  static_cast<void>(fixed);
}

/// How a result is cut into tiles, in rows and in columns.
struct Tiles {
  Index rows = 1, columns = 1;
};

template <class T>
Tiles tiles_of(Index rows, Index columns, Index depth) {
  // Of a wider tile, Eigen's block of an operand would not stay within the limit above: its depth is at most
  // 624 values of float and 576 of double, by the cache sizes above.
  constexpr Index widest = 1536 / sizeof(T);
  // Smaller tiles lose more by copying the operands again than they gain.
  constexpr Index least_rows = 256, least_columns = 128;
  // Multiply-adds that are worth a thread: some 50 µs.
  constexpr Index least_work = Index{1} << 22U;

  const Index wanted = rows * columns * depth / least_work;
  Tiles tiles;
  tiles.columns = (columns + widest - 1) / widest;
  tiles.rows = std::clamp(wanted / tiles.columns, Index{1}, std::max(rows / least_rows, Index{1}));
  if (tiles.rows == 1) tiles.columns = std::max(tiles.columns, std::min(wanted, columns / least_columns));
  return tiles;
}

/// Where tile i of `count` begins, in whole vector registers.
Index tile_start(Index i, Index count, Index total) {
  constexpr Index registers = 16;
  return i == count ? total : i * total / count / registers * registers;
}

/// Calls work(first row, rows, first column, columns) for every tile of `out`.
template <class T, class Work>
void for_tiles(int threads, Matrix<T> out, Index depth, const Work& work) {
  fix_block_sizes();
  const Tiles tiles = tiles_of<T>(out.rows, out.cols, depth);
  parallel_for(threads, tiles.rows * tiles.columns, [&](Index i) {
    const Index row = i / tiles.columns, column = i % tiles.columns;
    const Index r = tile_start(row, tiles.rows, out.rows);
    const Index c = tile_start(column, tiles.columns, out.cols);
    work(r, tile_start(row + 1, tiles.rows, out.rows) - r,  //
         c, tile_start(column + 1, tiles.columns, out.cols) - c);
  });
}

}  // namespace

template <class T>
void multiply_transposed(Matrix<const T> in, Matrix<const T> weight, const T* bias, Matrix<T> out,
                         int threads) {
  const auto x = map(in), w = map(weight);
  auto y = map(out);
  for_tiles(threads, out, in.cols, [&](Index r, Index rows, Index c, Index columns) {
    auto tile = y.block(r, c, rows, columns);
    const auto product = x.middleRows(r, rows) * w.middleRows(c, columns).transpose();
    if (!bias) {
      tile.noalias() = product;
      return;
    }
    for (Index i = r; i < r + rows; ++i) std::copy_n(bias + c, columns, out.row(i) + c);
    tile.noalias() += product;
  });
}

template <class T>
void multiply(Matrix<const T> grad, Matrix<const T> weight, Matrix<T> out, int threads) {
  const auto g = map(grad), w = map(weight);
  auto y = map(out);
  for_tiles(threads, out, grad.cols, [&](Index r, Index rows, Index c, Index columns) {
    y.block(r, c, rows, columns).noalias() = g.middleRows(r, rows) * w.middleCols(c, columns);
  });
}

template <class T>
void multiply_outer(Matrix<const T> grad, Matrix<const T> in, Matrix<T> out, T* bias_grad, int threads) {
  const auto g = map(grad), x = map(in);
  auto y = map(out);
  for_tiles(threads, out, grad.rows, [&](Index r, Index rows, Index c, Index columns) {
    y.block(r, c, rows, columns).noalias() = g.middleCols(r, rows).transpose() * x.middleCols(c, columns);
  });
  if (!bias_grad) return;
  std::fill_n(bias_grad, grad.cols, T(0));
  for (Index i = 0; i < grad.rows; ++i) {
    const T* row = grad.row(i);
    for (Index j = 0; j < grad.cols; ++j) bias_grad[j] += row[j];
  }
}

#define RUNNER_INSTANTIATE(T)                                                                    \
  template void multiply_transposed(Matrix<const T>, Matrix<const T>, const T*, Matrix<T>, int); \
  template void multiply(Matrix<const T>, Matrix<const T>, Matrix<T>, int);                      \
  template void multiply_outer(Matrix<const T>, Matrix<const T>, Matrix<T>, T*, int);
RUNNER_INSTANTIATE(float)
RUNNER_INSTANTIATE(double)
#undef RUNNER_INSTANTIATE

}  // namespace runner
