#include <algorithm>
#include <cassert>
#include <numeric>

#include "base/parallel.h"
#include "tensor/convolution.h"
#include "tensor/lane_rows.h"
#include "tensor/lanes.h"
#include "tensor/window_tile.h"

// Row by row of the output, tile by tile of its channels, tile by tile of the row: the rows of the source
// that one row of the output needs stay in the second cache meanwhile. Where they do not lie as a tile reads
// them (zeros beside them, every other value), each is copied once, into a ring of so many rows. Rows of
// zeros above and below are left out.

namespace runner {
namespace {

/// Below so many multiply-adds of registers no thread is woken.
constexpr Index least_work = 20'000;
/// Pieces that keep a few threads at work for about as long.
constexpr Index wanted_pieces = 8;

constexpr std::size_t at(Index i) {
  return static_cast<std::size_t>(i);
}

Index count_of(const std::vector<Index>& values) {
  return static_cast<Index>(values.size());
}

/// The sum of the first `count`.
Index sum_of(const std::vector<Index>& values, Index count) {
  return std::accumulate(values.begin(), values.begin() + count, Index{0});
}

}  // namespace

template <class T>
template <Index L>
struct WindowPass<T>::Place {
  const Job& job;
  const T* in;
  T* out;
  const T* gate;
  Index first_tile, end_tile;  // of output channels
  T* ring;
  Index* offsets;
  mutable Index filled = 0;  // rows before this one are in the ring
};

template <class T>
WindowPass<T>::WindowPass(const ConvolutionShape& shape, bool scatters, bool rounds)
    : shape_(shape),
      scatters_(scatters),
      rounds_(rounds),
      rows_(scatters ? scattering(shape.axes[0]) : gathering(shape.axes[0])),
      columns_(scatters ? scattering(shape.axes[1]) : gathering(shape.axes[1])),
      layout_(columns_),
      copies_(layout_.copies || rounds),
      ring_rows_(copies_ ? rows_.span() : 0),
      in_channels_(scatters ? shape.features : shape.channels),
      in_of_group_(in_channels_ / shape.groups),
      out_channels_(scatters ? shape.channels : shape.features),
      out_of_group_(out_channels_ / shape.groups) {
  tilings_ = {tiling_for(most_lanes), tiling_for(most_lanes / 2)};
  Index first = 0;
  for (const WindowPhase& row : rows_.phases) {
    for (const WindowPhase& column : columns_.phases) {
      first_weight_.push_back(first);
      const Index weights = out_channels_ * in_of_group_ * count_of(row.taps) * count_of(column.taps);
      first += weights;
      work_ += weights * row.count * column.count;
    }
  }
}

template <class T>
WindowPass<T>::Tiling WindowPass<T>::tiling_for(Index lanes) const {
  const auto neighbours_of = [&](const WindowPhase& phase) {
    const Index neighbours = columns_.step == 1 ? neighbours_in_register<T>(lanes) : 1;
    return phase.count < neighbours ? 1 : neighbours;
  };
  const auto registers_of = [&](const WindowPhase& phase) {
    return (phase.count + neighbours_of(phase) - 1) / neighbours_of(phase);
  };
  Index most = 1, taps = 1;
  for (const WindowPhase& phase : columns_.phases) {
    most = std::max(most, registers_of(phase));
    taps = std::max(taps, count_of(phase.taps));
  }
  const TileSize size = best_tile(out_of_group_, most, layout_.fresh(taps));
  Tiling tiling{.features = even_parts(out_of_group_, size.rows), .strips = {}};
  for (const WindowPhase& phase : columns_.phases) {
    std::vector<Strip> strips;
    Index first = 0;
    for (const Index registers : even_parts(registers_of(phase), size.columns)) {
      const Index neighbours = neighbours_of(phase), end = first + registers * neighbours;
      strips.push_back({first, registers, neighbours, end > phase.count});
      first = end;
    }
    tiling.strips.push_back(std::move(strips));
  }
  return tiling;
}

template <class T>
Index WindowPass<T>::scratch_bytes() const {
  const Index ring = in_channels_ * ring_rows_ * layout_.width * most_lanes;
  return ring * static_cast<Index>(sizeof(T)) + shape_.kernel_size() * static_cast<Index>(sizeof(Index));
}

template <class T>
void WindowPass<T>::pack(const T* weight, T* packed, Index lanes) const {
  const Index kernel_columns = shape_.axes[1].kernel, kernel = shape_.kernel_size();
  const Index channels = shape_.channels / shape_.groups;
  // From one to the next of the channels that are summed over, and of those that come out.
  const Index in_step = scatters_ ? channels * kernel : kernel;
  const Index out_step = scatters_ ? kernel : channels * kernel;
  const Index group_step = shape_.features / shape_.groups * channels * kernel;
  const auto pack_tap = [&](const T* from, Index features) {
    for (Index k = 0; k < features; ++k) *packed++ = as_operand(from[k * out_step], rounds_);
  };
  const auto pack_tile = [&](const T* tile, Index features, const WindowPhase& row,
                             const WindowPhase& column) {
    for (Index c = 0; c < in_of_group_; ++c) {
      for (const Index r : row.taps) {
        for (const Index s : column.taps) pack_tap(tile + c * in_step + r * kernel_columns + s, features);
      }
    }
  };
  for (const WindowPhase& row : rows_.phases) {
    for (const WindowPhase& column : columns_.phases) {
      for (Index group = 0; group < shape_.groups; ++group) {
        const T* tile = weight + group * group_step;
        for (const Index features : tiling(lanes).features) {
          pack_tile(tile, features, row, column);
          tile += features * out_step;
        }
      }
    }
  }
}

/// One row of the source, all channels, into its place of the ring.
template <class T>
template <Index L>
void WindowPass<T>::fill(const Place<L>& place, Index row) const {
  const Index source = columns_.source;
  for (Index c = 0; c < in_channels_; ++c) {
    const T* from = place.in + (c * rows_.source + row) * source * L;
    copy_row<L>(layout_, source, from, place.ring + (c * ring_rows_ + row % ring_rows_) * layout_.width * L,
                rounds_);
  }
}

template <class T>
template <Index L>
void WindowPass<T>::run_row(const Place<L>& place, Index y) const {
  const Job& job = place.job;
  const Index row_phase = y % rows_.step, i = y / rows_.step;
  const WindowPhase& row = rows_.phases[at(row_phase)];
  const WindowAxis::Range inside = rows_.inside(row, i);
  const auto source_row = [&](Index tap) { return row.places[at(tap)] + i * rows_.advance; };
  if (copies_ && inside.begin < inside.end) {
    place.filled = std::max(place.filled, rows_.lowest() + i * rows_.advance);
    for (; place.filled <= source_row(inside.end - 1); ++place.filled) fill<L>(place, place.filled);
  }
  const Index width = layout_.width, rows_of_channel = copies_ ? ring_rows_ : rows_.source;
  WindowTile<T> tile;
  tile.channels = in_of_group_;
  tile.channel_step = rows_of_channel * width * L;
  tile.offsets = place.offsets;
  tile.fuse_relu = job.finish.fuse_relu;
  tile.feature_step = rows_.outputs * columns_.outputs * L;
  const Tiling& tiling = this->tiling(L);
  for (std::size_t phase = 0; phase < columns_.phases.size(); ++phase) {
    const WindowPhase& column = columns_.phases[phase];
    const Index column_taps = count_of(column.taps);
    tile.taps = 0;
    for (Index r = inside.begin; r < inside.end; ++r) {
      const Index begin = (copies_ ? source_row(r) % ring_rows_ : source_row(r)) * width;
      for (const Index s : column.places) place.offsets[tile.taps++] = (begin + layout_.offset(s)) * L;
    }
    const Index all_taps = count_of(row.taps) * column_taps;
    const T* phase_weights = job.packed + first_weight_[at(row_phase) * columns_.phases.size() + phase];
    for (Index group = 0; group < shape_.groups; ++group) {
      const T* source = (copies_ ? place.ring : place.in) + group * in_of_group_ * tile.channel_step;
      Index feature = group * out_of_group_ + sum_of(tiling.features, place.first_tile);
      for (Index k = place.first_tile; k < place.end_tile; ++k) {
        const Index features = tiling.features[at(k)];
        tile.weights =
            phase_weights + feature * in_of_group_ * all_taps + inside.begin * column_taps * features;
        tile.weight_step = all_taps * features;
        tile.bias = job.bias == nullptr ? nullptr : job.bias + feature;
        for (const Strip& strip : tiling.strips[phase]) {
          tile.in = source + strip.first * L;
          const Index x = column.first + strip.first * columns_.step;
          const Index first = feature * tile.feature_step + (y * columns_.outputs + x) * L;
          tile.out = place.out + first;
          tile.gate = place.gate == nullptr ? nullptr : place.gate + first;
          tile.pixel_step = columns_.step * strip.neighbours * L;
          tile.last_back = strip.steps_back ? L : 0;
          window_tile<T>(features, strip.registers, strip.neighbours * L)(tile);
        }
        feature += features;
      }
    }
  }
}

template <class T>
template <Index L>
void WindowPass<T>::run_piece(const Job& job, Index piece, std::byte* scratch) const {
  const Index part = piece % job.parts, band = piece / job.parts % job.bands;
  const Index block = piece / (job.parts * job.bands), tiles = count_of(tiling(L).features);
  const Index out_first = block * out_channels_ * rows_.outputs * columns_.outputs * L;
  const Index ring = in_channels_ * ring_rows_ * layout_.width * most_lanes;
  const Place<L> place = {
      .job = job,
      .in = job.in + block * in_channels_ * rows_.source * columns_.source * L,
      .out = job.out + out_first,
      .gate = job.finish.gate == nullptr ? nullptr : job.finish.gate + out_first,
      .first_tile = part * tiles / job.parts,
      .end_tile = (part + 1) * tiles / job.parts,
      .ring = reinterpret_cast<T*>(scratch),
      .offsets = reinterpret_cast<Index*>(scratch + ring * static_cast<Index>(sizeof(T))),
  };
  const Index end = (band + 1) * rows_.outputs / job.bands;
  for (Index y = band * rows_.outputs / job.bands; y < end; ++y) run_row<L>(place, y);
}

template <class T>
void WindowPass<T>::run(const T* in, const T* packed, const T* bias, T* out, const LaneBatch& batch,
                        const WindowFinish<T>& finish, Scratch& scratch) const {
  const Index blocks = batch.blocks();
  Job job{.in = in, .packed = packed, .bias = bias, .out = out, .finish = finish};
  const int threads = blocks * work_ < least_work ? 1 : batch.threads;
  if (threads > 1) {
    const Index wanted = (wanted_pieces + blocks - 1) / blocks;
    job.bands = std::min(wanted, rows_.outputs);
    if (rows_.outputs == 1) job.parts = std::min(wanted, count_of(tiling(batch.lanes).features));
  }
  with_lanes(batch.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    parallel_for(threads, blocks * job.bands * job.parts, [&](Index piece) {
      scratch.with([&](std::byte* memory) { run_piece<L>(job, piece, memory); });
    });
  });
}

template class WindowPass<float>;
template class WindowPass<double>;

}  // namespace runner
