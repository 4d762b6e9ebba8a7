#include <algorithm>
#include <limits>
#include <numeric>

#include "base/parallel.h"
#include "tensor/convolution.h"
#include "tensor/lane_rows.h"
#include "tensor/lanes.h"
#include "tensor/window_tile.h"

// A tile holds the sums of a few features with a few values of one row of the kernel, each lane by itself,
// while it goes over all windows of a block, or of some blocks where pictures are small; then the lanes are
// added in a fixed tree, and what comes of it in the order of the blocks. Rows of zeros are left out. Each
// piece of the work has weights of its own.

namespace runner {
namespace {

constexpr Index least_gradient_work = 20'000;
constexpr Index most_gradient_pieces = 8;
/// Of the channels that are taken together: a part of the second cache.
constexpr Index planes_bytes = Index{256} * 1024;
/// Windows that a tile goes over before lanes are added, where a picture has fewer: the blocks that this
/// takes depend on the shape alone.
constexpr Index wanted_windows = 1024;
constexpr Index most_blocks = 8;
constexpr Index wanted_taps = 12;  // of a row of the kernel, that are at hand for a tile
constexpr Index most_sums = most_tile_features * most_tile_pixels;

constexpr std::size_t index_of(Index i) {
  return static_cast<std::size_t>(i);
}

/// Outputs whose windows have a value of the kernel inside of the picture.
struct Outputs {
  Index begin = 0, end = 0;
};

Outputs outputs_inside(const WindowAxis& axis, Index tap) {
  const Index place = axis.phases[0].places[index_of(tap)];
  const auto first = [&](Index bound) {  // output that has the tap at `bound` or beyond
    return std::clamp((bound - place + axis.advance - 1) / axis.advance, Index{0}, axis.outputs);
  };
  const Index begin = place >= 0 ? 0 : first(0);
  return {begin, std::max(begin, place >= axis.source ? 0 : first(axis.source))};
}

}  // namespace

template <class T>
WeightPass<T>::WeightPass(const ConvolutionShape& shape, bool rounds)
    : shape_(shape),
      rounds_(rounds),
      rows_(gathering(shape.axes[0])),
      columns_(gathering(shape.axes[1])),
      layout_(columns_),
      copies_(layout_.copies || rounds) {
  const Index channels = shape.channels / shape.groups;
  const Index plane_bytes = plane_values() * most_lanes * static_cast<Index>(sizeof(T));
  const Index fit = std::max(planes_bytes / plane_bytes, Index{1});  // planes
  const Index for_a_tile = std::clamp(wanted_taps / shape.axes[1].kernel, Index{1}, channels);
  blocks_together_ = std::clamp(
      std::min(wanted_windows / (rows_.outputs * columns_.outputs), fit / for_a_tile), Index{1}, most_blocks);
  const std::vector<Index> counts =
      even_parts(channels, std::clamp(fit / blocks_together_, Index{1}, channels));
  together_ = counts.front();
  for (Index group = 0; group < shape.groups; ++group) {
    Index first = 0;
    for (const Index count : counts) {
      units_.push_back({group, first, count});
      first += count;
    }
  }
  for (std::size_t i = 0; i < tilings_.size(); ++i) {
    const Index features = shape.features / shape.groups;
    const Index taps = shape.axes[1].kernel;
    const TileSize size =
        best_tile(features, together_ * taps, neighbours_in_register<T>(i == 0 ? most_lanes : most_lanes / 2),
                  layout_.fresh(taps));
    tilings_[i] = {even_parts(features, size.rows), size.columns};
  }
  for (Index r = 0; r < shape.axes[0].kernel && whole_row_ < 0; ++r) {
    const Outputs inside = outputs_inside(rows_, r);
    if (inside.begin == 0 && inside.end == rows_.outputs) whole_row_ = r;
  }
  ones_ = Buffer<T>(columns_.outputs * most_lanes);
  std::fill_n(ones_.data(), ones_.size(), T(1));
}

template <class T>
Index WeightPass<T>::plane_values() const {
  return rows_.source * layout_.width;
}

template <class T>
Index WeightPass<T>::scratch_bytes() const {
  const Index planes = copies_ ? together_ * blocks_together_ * plane_values() * most_lanes : 0;
  return (most_sums * most_lanes + planes) * static_cast<Index>(sizeof(T));
}

/// The tiles of `count` features with all values of the kernel, for some blocks and a unit of channels.
template <class T>
template <Index L>
void WeightPass<T>::run_tile(const Job& job, const Unit& unit, const Blocks& blocks, const T* planes,
                             Index feature, Index count, T* sums) const {
  const Index plane = plane_values() * L, kernel_columns = shape_.axes[1].kernel;
  const Index row_values = layout_.width * L, out_row = columns_.outputs * L;
  const Index channels = shape_.channels / shape_.groups;
  const Index samples = rows_of_block(job.batch.rows, L, blocks.first);
  const Index planes_of_block = (copies_ ? unit.count : shape_.channels) * plane;
  const Index features_of_block = shape_.features * rows_.outputs * out_row;
  const T* features = job.features + blocks.first * features_of_block + feature * rows_.outputs * out_row;
  const auto add = [&](T& to, T value) { to = blocks.first == 0 ? value : to + value; };
  for (Index r = 0; r < shape_.axes[0].kernel; ++r) {
    const Outputs inside = outputs_inside(rows_, r);
    const Index first_row = inside.begin * rows_.advance + rows_.phases[0].places[index_of(r)];
    const bool has_bias = job.bias_gradient != nullptr && r == whole_row_ && unit.first == 0;
    const Index taps = unit.count * kernel_columns + (has_bias ? 1 : 0);
    WeightTile<T> tile;
    tile.features = features + inside.begin * out_row;
    tile.feature_step = rows_.outputs * out_row;
    tile.feature_row = out_row;
    tile.rows = inside.end - inside.begin;
    tile.pixels = columns_.outputs;
    tile.blocks = blocks.count;
    tile.feature_block = features_of_block - tile.rows * tile.feature_row;
    tile.sums = sums;
    Index c = 0, s = 0;  // of the next tap
    const EvenParts parts(taps, tiling(L).most_taps);
    for (Index i = 0; i < parts.count; ++i) {
      const Index length = parts.length(i);
      Index places[most_tile_pixels];  // in a feature's gradient; below 0 for the bias
      for (Index t = 0; t < length; ++t) {
        const bool is_bias = c == unit.count;
        tile.taps[t] = is_bias ? ones_.data()
                               : planes + c * plane + first_row * row_values +
                                     layout_.offset(columns_.phases[0].places[index_of(s)]) * L;
        tile.tap_rows[t] = is_bias ? 0 : rows_.advance * row_values;
        tile.tap_blocks[t] = is_bias ? 0 : planes_of_block - tile.rows * tile.tap_rows[t];
        places[t] = is_bias ? -1 : ((unit.first + c) * shape_.axes[0].kernel + r) * kernel_columns + s;
        if (++s == kernel_columns) {
          s = 0;
          ++c;
        }
      }
      weight_tile<T>(count, length, L)(tile);
      add_lanes(sums, count * length, L, samples);
      for (Index k = 0; k < count; ++k) {
        T* gradient = job.gradient + (feature + k) * channels * shape_.kernel_size();
        const T* sum = sums + k * length;
        for (Index t = 0; t < length; ++t)
          add(places[t] < 0 ? job.bias_gradient[feature + k] : gradient[places[t]], sum[t]);
      }
    }
  }
}

/// Some channels of some blocks, as tiles read them.
template <class T>
template <Index L>
void WeightPass<T>::copy_planes(const T* pictures, Index channels, Index blocks, T* to) const {
  const Index row_values = columns_.source * L;
  for (Index block = 0; block < blocks; ++block) {
    const T* from = pictures + block * shape_.channels * rows_.source * row_values;
    for (Index row = 0; row < channels * rows_.source; ++row, to += layout_.width * L)
      copy_row<L>(layout_, columns_.source, from + row * row_values, to, rounds_);
  }
}

template <class T>
template <Index L>
void WeightPass<T>::run_piece(const Job& job, Index piece, std::byte* scratch) const {
  const Unit& unit = units_[index_of(piece / job.parts)];
  const std::vector<Index>& tiles_of_group = tiling(L).features;
  const Index part = piece % job.parts, tiles = static_cast<Index>(tiles_of_group.size());
  const Index first_tile = part * tiles / job.parts, end_tile = (part + 1) * tiles / job.parts;
  const Index channels = shape_.channels / shape_.groups, of_group = shape_.features / shape_.groups;
  T* sums = reinterpret_cast<T*>(scratch);
  T* copies = sums + most_sums * most_lanes;
  const Index whole_blocks = job.batch.rows / L, plane = rows_.source * columns_.source * L;
  Blocks blocks{0, 0};
  for (; blocks.first < job.batch.blocks(); blocks.first += blocks.count) {
    // What pads a block must not meet the samples of others.
    const Index left = whole_blocks - blocks.first;
    blocks.count = left > 0 ? std::min(blocks_together_, left) : 1;
    const T* pictures =
        job.pictures + (blocks.first * shape_.channels + unit.group * channels + unit.first) * plane;
    if (copies_) copy_planes<L>(pictures, unit.count, blocks.count, copies);
    Index feature = unit.group * of_group +
                    std::accumulate(tiles_of_group.begin(), tiles_of_group.begin() + first_tile, Index{0});
    for (Index k = first_tile; k < end_tile; ++k) {
      run_tile<L>(job, unit, blocks, copies_ ? copies : pictures, feature, tiles_of_group[index_of(k)], sums);
      feature += tiles_of_group[index_of(k)];
    }
  }
}

template <class T>
void WeightPass<T>::run(const T* pictures, const T* features, T* gradient, T* bias_gradient,
                        const LaneBatch& batch, Scratch& scratch) const {
  Job job{.pictures = pictures,
          .features = features,
          .gradient = gradient,
          .bias_gradient = bias_gradient,
          .batch = batch};
  const Index work = batch.blocks() * shape_.weight_size() * rows_.outputs * columns_.outputs;
  const int threads = work < least_gradient_work ? 1 : batch.threads;
  const Index units = static_cast<Index>(units_.size());
  if (threads > 1)
    job.parts = std::min((most_gradient_pieces + units - 1) / units,
                         static_cast<Index>(tiling(batch.lanes).features.size()));
  with_lanes(batch.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    parallel_for(threads, units * job.parts, [&](Index piece) {
      scratch.with([&](std::byte* memory) { run_piece<L>(job, piece, memory); });
    });
  });
  if (bias_gradient != nullptr && whole_row_ < 0)
    sum_channels(features, shape_.features, rows_.outputs * columns_.outputs, bias_gradient, batch);
}

template <class T>
void sum_channels(const T* in, Index channels, Index values, T* out, const LaneBatch& batch) {
  for_chunks(batch.threads, channels, 1, [&](Index first, Index count) {
    for (Index c = first; c < first + count; ++c) {
      for (Index block = 0; block < batch.blocks(); ++block) {
        const T* from = in + (block * channels + c) * values * batch.lanes;
        T sums[most_lanes * 8] = {};
        for (Index i = 0; i < values; ++i) {
          for (Index lane = 0; lane < batch.lanes; ++lane) sums[lane] += from[i * batch.lanes + lane];
        }
        add_lanes(sums, 1, batch.lanes, rows_of_block(batch.rows, batch.lanes, block));
        out[c] = block == 0 ? sums[0] : out[c] + sums[0];
      }
    }
  });
}

template class WeightPass<float>;
template class WeightPass<double>;
template void sum_channels(const float*, Index, Index, float*, const LaneBatch&);
template void sum_channels(const double*, Index, Index, double*, const LaneBatch&);

}  // namespace runner
