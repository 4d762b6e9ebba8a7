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

/// The next blocks of which lanes have one sum, at most `together`; of none the count is 0.
Blocks blocks_from(Index first, const LaneBatch& batch, Index together) {
  // What pads a block must not meet the samples of others.
  const Index left = batch.blocks() - first, whole = batch.rows / batch.lanes - first;
  return {first, whole > 0 ? std::min(together, whole) : left};
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
  const Index features = shape.features / shape.groups, taps = shape.axes[1].kernel;
  const TileSize size = best_tile(features, together_ * taps, layout_.fresh(taps));
  features_ = even_parts(features, size.rows);
  most_taps_ = size.columns;
  for (Index r = 0; r < shape.axes[0].kernel; ++r) {
    const Outputs inside = outputs_inside(rows_, r);
    KernelRow row{.first = inside.begin, .count = inside.end - inside.begin, .taps = {}};
    const Index first_row = inside.begin * rows_.advance + rows_.phases[0].places[index_of(r)];
    for (Index c = 0; c < together_; ++c) {
      for (Index s = 0; s < shape.axes[1].kernel; ++s) {
        const Index place = layout_.offset(columns_.phases[0].places[index_of(s)]);
        row.taps.push_back({c * plane_values() + first_row * layout_.width + place,
                            (c * shape.axes[0].kernel + r) * shape.axes[1].kernel + s});
      }
    }
    if (whole_row_ < 0 && row.count == rows_.outputs) whole_row_ = r;
    kernel_rows_.push_back(std::move(row));
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
void WeightPass<T>::run_tiles(const Job& job, const Unit& unit, const Blocks& blocks, const T* planes,
                              Index feature, Index count, T* sums) const {
  const Index out_row = columns_.outputs * L, feature_step = rows_.outputs * out_row;
  const Index samples = rows_of_block(job.batch.rows, L, blocks.first);
  const Index planes_of_block = (copies_ ? unit.count : shape_.channels) * plane_values() * L;
  const Index channels = shape_.channels / shape_.groups, kernel = shape_.kernel_size();
  const T* features = job.features + (blocks.first * shape_.features + feature) * feature_step;
  const auto add = [&](T& to, T value) { to = blocks.first == 0 ? value : to + value; };
  for (Index r = 0; r < shape_.axes[0].kernel; ++r) {
    const KernelRow& row = kernel_rows_[index_of(r)];
    const bool has_bias = job.bias_gradient != nullptr && r == whole_row_ && unit.first == 0;
    const Index weights = unit.count * shape_.axes[1].kernel, taps = weights + (has_bias ? 1 : 0);
    const EvenParts parts(taps, most_taps_);
    WeightTile<T> tile;
    tile.feature_step = feature_step;
    tile.feature_row = out_row;
    tile.pixels = columns_.outputs * L / most_lanes;
    tile.has_half = tile.pixels * most_lanes < columns_.outputs * L;
    tile.blocks = blocks.count;
    const Index tap_row = rows_.advance * layout_.width * L;
    tile.rows = row.count;
    tile.features = features + row.first * out_row;
    tile.feature_block = shape_.features * feature_step - row.count * out_row;
    tile.sums = sums;
    for (Index i = 0, first = 0; i < parts.count; first += parts.length(i++)) {
      const Index length = parts.length(i);
      for (Index t = 0; t < length; ++t) {
        const bool is_bias = first + t == weights;
        tile.taps[t] = is_bias ? ones_.data() : planes + row.taps[index_of(first + t)].offset * L;
        tile.tap_rows[t] = is_bias ? 0 : tap_row;
        tile.tap_blocks[t] = is_bias ? 0 : planes_of_block - row.count * tap_row;
      }
      weight_tile<T>(count, length)(tile);
      add_lanes(sums, count * length, L, samples);
      for (Index k = 0; k < count; ++k) {
        T* gradient = job.gradient + ((feature + k) * channels + unit.first) * kernel;
        const T* sum = sums + k * length;
        for (Index t = 0; t < length; ++t) {
          const bool is_bias = first + t == weights;
          add(is_bias ? job.bias_gradient[feature + k] : gradient[row.taps[index_of(first + t)].place],
              sum[t]);
        }
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
  const Index part = piece % job.parts, tiles = static_cast<Index>(features_.size());
  const Index first_tile = part * tiles / job.parts, end_tile = (part + 1) * tiles / job.parts;
  const Index channels = shape_.channels / shape_.groups, of_group = shape_.features / shape_.groups;
  T* sums = reinterpret_cast<T*>(scratch);
  T* copies = sums + most_sums * most_lanes;
  const Index plane = rows_.source * columns_.source * L;
  for (Blocks blocks = blocks_from(0, job.batch, blocks_together_); blocks.count > 0;
       blocks = blocks_from(blocks.first + blocks.count, job.batch, blocks_together_)) {
    const T* pictures =
        job.pictures + (blocks.first * shape_.channels + unit.group * channels + unit.first) * plane;
    if (copies_) copy_planes<L>(pictures, unit.count, blocks.count, copies);
    Index feature =
        unit.group * of_group + std::accumulate(features_.begin(), features_.begin() + first_tile, Index{0});
    for (Index k = first_tile; k < end_tile; ++k) {
      run_tiles<L>(job, unit, blocks, copies_ ? copies : pictures, feature, features_[index_of(k)], sums);
      feature += features_[index_of(k)];
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
    job.parts = std::min((most_gradient_pieces + units - 1) / units, static_cast<Index>(features_.size()));
  with_lanes(batch.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    parallel_for(threads, units * job.parts, [&](Index piece) {
      scratch.with([&](std::byte* memory) { run_piece<L>(job, piece, memory); });
    });
  });
  if (bias_gradient != nullptr && whole_row_ < 0)
    sum_channels(features, shape_.features, rows_.outputs, columns_.outputs, bias_gradient, batch,
                 blocks_together_);
}

template <class T>
void sum_channels(const T* in, Index channels, Index rows, Index columns, T* out, const LaneBatch& batch,
                  Index blocks_together) {
  const Index row_values = columns * batch.lanes, values = rows * row_values;
  for_chunks(batch.threads, channels, 1, [&](Index first, Index count) {
    for (Index c = first; c < first + count; ++c) {
      for (Blocks blocks = blocks_from(0, batch, blocks_together); blocks.count > 0;
           blocks = blocks_from(blocks.first + blocks.count, batch, blocks_together)) {
        T sums[most_lanes * 8] = {};
        for (Index row = 0; row < blocks.count * rows; ++row) {
          const Index block = blocks.first + row / rows;
          const T* from = in + (block * channels + c) * values + row % rows * row_values;
          Index i = 0;
          for (; i + most_lanes <= row_values; i += most_lanes) {
            for (Index lane = 0; lane < most_lanes; ++lane) sums[lane] += from[i + lane];
          }
          for (Index lane = 0; i < row_values; ++i, ++lane) sums[lane] += from[i];
        }
        add_lanes(sums, 1, batch.lanes, rows_of_block(batch.rows, batch.lanes, blocks.first));
        out[c] = blocks.first == 0 ? sums[0] : out[c] + sums[0];
      }
    }
  });
}

template class WeightPass<float>;
template class WeightPass<double>;
template void sum_channels(const float*, Index, Index, Index, float*, const LaneBatch&, Index);
template void sum_channels(const double*, Index, Index, Index, double*, const LaneBatch&, Index);

}  // namespace runner
