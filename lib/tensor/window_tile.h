#pragma once

#include "tensor/matrix.h"

// What a convolution is made of: a tile of its output, or of its weight's gradient, whose sums are held in
// registers while they are made. Samples lie in the lanes of the registers (tensor/lanes.h), so that a sum of
// one sample is one chain of fused multiply-adds, whatever the tile. Built with -ffp-contract=fast.

namespace runner {

inline constexpr Index most_tile_features = 8;
inline constexpr Index most_tile_pixels = 14;  ///< or taps

/// Output channels × neighbouring pixels, of one block of samples. Offsets and steps count values.
template <class T>
struct WindowTile {
  const T* in = nullptr;           ///< of the first pixel and channel
  Index channels = 0;              ///< that are summed over,
  Index channel_step = 0;          ///< so far apart
  const Index* offsets = nullptr;  ///< of every tap; those of the next pixel are one further
  Index taps = 0;
  const T* weights = nullptr;  ///< channels × (taps and what is left out) × output channels
  Index weight_step = 0;       ///< from channel to channel
  const T* bias = nullptr;     ///< for every output channel, or null
  T* out = nullptr;
  Index feature_step = 0;   ///< from output channel to output channel
  Index pixel_step = 0;     ///< from pixel to pixel
  const T* gate = nullptr;  ///< unless null, as `out`: 0 where it is not above 0, as in ReLU's gradient
  bool fuse_relu = false;   ///< max(x, 0); NaN passes on
  /// The last pixel lies so many values before its place, here and in `out`: where a register holds two
  /// neighbours and their number is odd, one of them is summed up twice.
  Index last_back = 0;
};

template <class T>
using WindowTileFunction = void (*)(const WindowTile<T>&);

/// out = bias + Σ over channels, then taps, in this order.
template <class T>
WindowTileFunction<T> window_tile(Index features, Index pixels, Index lanes);

/// How many neighbouring values of the same `lanes` samples a register holds.
template <class T>
Index neighbours_in_register(Index lanes);

/// Features × taps of a weight's gradient, over rows of a few blocks of samples.
template <class T>
struct WeightTile {
  const T* features = nullptr;            ///< gradients by the output, of the first feature and row
  Index feature_step = 0;                 ///< from feature to feature
  Index feature_row = 0;                  ///< from row to row
  const T* taps[most_tile_pixels] = {};   ///< the values that they meet in the first row,
  Index tap_rows[most_tile_pixels] = {};  ///< and in the next one so much further
  Index rows = 0;
  Index pixels = 0;       ///< of a row; of eight samples, pairs of neighbours
  bool has_half = false;  ///< and behind them a pixel without a neighbour, of eight samples
  Index blocks = 1;
  Index feature_block = 0;                  ///< from behind the last row to the next block's first
  Index tap_blocks[most_tile_pixels] = {};  ///< the same of each tap
  T* sums = nullptr;                        ///< features × taps × 16
};

template <class T>
using WeightTileFunction = void (*)(const WeightTile<T>&);

/// sums = Σ over blocks, then rows, then pixels, in this order, of each of sixteen lanes by itself: those of
/// as many samples, or of eight, whose pixels in even columns and in odd ones have sums of their own.
template <class T>
WeightTileFunction<T> weight_tile(Index features, Index taps);

struct TileSize {
  Index rows = 1;
  Index columns = 1;
};

/// How large a tile covers rows (output channels) × columns (pixels, or taps) in the least time. `fresh`: how
/// much of the columns' values is new from step to step, and comes from the second cache.
TileSize best_tile(Index rows, Index columns, double fresh);

/// Writes over sums (count × 16), of which there is room for a multiple of eight: the sum over the lanes that
/// hold samples, the first `rows` of every `lanes`, by the tree of `sum_of_lanes`.
template <class T>
void add_lanes(T* sums, Index count, Index lanes, Index rows);

}  // namespace runner
