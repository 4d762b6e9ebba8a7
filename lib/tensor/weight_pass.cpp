#include <algorithm>
#include <limits>
#include <numeric>

#include "base/parallel.h"
#include "tensor/convolution.h"
#include "tensor/lane_rows.h"
#include "tensor/lanes.h"
#include "tensor/window_tile.h"

// A tile holds the sums of a few features with a few values of one row of the kernel, each sample by itself,
// while it goes over all windows of a block; then the lanes are added in a fixed tree, and the blocks in
// their order. Rows of zeros are left out. Each piece of the work has weights of its own.

namespace runner {
namespace {

constexpr Index least_gradient_work = 20'000;
constexpr Index most_gradient_pieces = 8;
/// Of the channels that are taken together: a part of the second cache.
constexpr Index planes_bytes = Index{256} * 1024;
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
  const std::vector<Index> counts =
      even_parts(channels, std::clamp(planes_bytes / plane_bytes, Index{1}, channels));
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
    const TileSize size = weight_tile_size(features, together_ * shape.axes[1].kernel,
                                           neighbours_in_register<T>(i == 0 ? most_lanes : most_lanes / 2));
    tilings_[i] = {even_parts(features, size.features), size.pixels};
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
  const Index planes = copies_ ? together_ * plane_values() * most_lanes : 0;
  return (most_sums * most_lanes + planes) * static_cast<Index>(sizeof(T));
}

/// The tiles of `count` features with all values of the kernel, for a block and a unit of channels.
template <class T>
template <Index L>
void WeightPass<T>::run_tile(const Job& job, const Unit& unit, Index block, const T* planes, Index feature,
                             Index count, T* sums) const {
  const Index plane = plane_values() * L, kernel_columns = shape_.axes[1].kernel;
  const Index row_values = layout_.width * L, out_row = columns_.outputs * L;
  const Index channels = shape_.channels / shape_.groups;
  const Index samples = rows_of_block(job.batch.rows, L, block);
  const T* features = job.features + (block * shape_.features + feature) * rows_.outputs * out_row;
  const auto add = [&](T& to, T value) { to = block == 0 ? value : to + value; };
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
  for (Index block = 0; block < job.batch.blocks(); ++block) {
    const Index first_channel = block * shape_.channels + unit.group * channels + unit.first;
    const T* pictures = job.pictures + first_channel * rows_.source * columns_.source * L;
    if (copies_) {
      for (Index row = 0; row < unit.count * rows_.source; ++row)
        copy_row<L>(layout_, columns_.source, pictures + row * columns_.source * L,
                    copies + row * layout_.width * L, rounds_);
    }
    Index feature = unit.group * of_group +
                    std::accumulate(tiles_of_group.begin(), tiles_of_group.begin() + first_tile, Index{0});
    for (Index k = first_tile; k < end_tile; ++k) {
      run_tile<L>(job, unit, block, copies_ ? copies : pictures, feature, tiles_of_group[index_of(k)], sums);
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
