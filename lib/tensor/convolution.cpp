#include "tensor/convolution.h"

#include <algorithm>
#include <limits>

#include "base/parallel.h"
#include "tensor/lane_register.h"
#include "tensor/lane_rows.h"
#include "tensor/lanes.h"
#include "tensor/window_tile.h"

namespace runner {
namespace {

/// Registers multiplied and added in a cycle, and loaded in one; cycles until a sum can go on, and that it
/// takes to get a line from the second cache.
constexpr double fused_a_cycle = 2, loads_a_cycle = 2, latency = 4, line_cycles = 2;

/// Cycles of one step along the depth of a tile.
double cycles_of(Index rows, Index columns, double fresh) {
  const auto a = static_cast<double>(rows), b = static_cast<double>(columns);
  constexpr double loop = 0.5;
  return loop + std::max({a * b / fused_a_cycle, (a + b) / loads_a_cycle, latency, b * fresh * line_cycles});
}

}  // namespace

TileSize best_tile(Index rows, Index columns, double fresh) {
  TileSize best;
  double least = std::numeric_limits<double>::infinity();
  for (Index a = 1; a <= most_tile_features; ++a) {
    for (Index b = 1; b <= most_tile_pixels; ++b) {
      if (!fits_registers(a, b)) continue;
      const EvenParts heights(rows, a), lengths(columns, b);
      const auto row_cycles = [&](Index height) {
        const Index short_ones = lengths.count - lengths.longer;
        return static_cast<double>(short_ones) * cycles_of(height, lengths.least, fresh) +
               static_cast<double>(lengths.longer) * cycles_of(height, lengths.least + 1, fresh);
      };
      const double cycles = static_cast<double>(heights.count - heights.longer) * row_cycles(heights.least) +
                            static_cast<double>(heights.longer) * row_cycles(heights.least + 1);
      if (cycles < least) {
        least = cycles;
        best = {a, b};
      }
    }
  }
  return best;
}

template <class T>
Convolution<T>::Convolution(const ConvolutionShape& shape, Index max_batch, bool rounds)
    : shape_(shape),
      rounds_(rounds),
      gather_(shape, false, rounds),
      scatter_(shape, true, rounds),
      weight_(shape, rounds),
      packed_(shape.weight_size()),
      rounded_(rounds ? padded_rows(max_batch, most_lanes) * shape.output_size() : 0),
      scratch_(64, std::max({gather_.scratch_bytes(), scatter_.scratch_bytes(), weight_.scratch_bytes()})) {}

template <class T>
void Convolution<T>::pack(Packed wanted, const T* weight, bool same_weight) {
  if (!same_weight || packed_for_ != wanted) wanted.pass->pack(weight, packed_.data(), wanted.lanes);
  packed_for_ = wanted;
}

template <class T>
void Convolution<T>::gather(const T* in, const T* weight, const T* bias, T* out, const LaneBatch& batch,
                            const WindowFinish<T>& finish, bool same_weight) {
  pack({&gather_, batch.lanes}, weight, same_weight);
  gather_.run(in, packed_.data(), bias, out, batch, finish, scratch_);
}

template <class T>
void Convolution<T>::scatter(const T* in, const T* weight, const T* bias, T* out, const LaneBatch& batch,
                             const WindowFinish<T>& finish, bool same_weight) {
  pack({&scatter_, batch.lanes}, weight, same_weight);
  scatter_.run(in, packed_.data(), bias, out, batch, finish, scratch_);
}

template <class T>
void Convolution<T>::weight_gradient(const T* pictures, const T* features, T* gradient, T* bias_gradient,
                                     const LaneBatch& batch) {
  if (!rounds_) return weight_.run(pictures, features, gradient, bias_gradient, batch, scratch_);
  // The bias is no factor of the features: its gradient is the sum of what they are, not of what they are
  // rounded to.
  const Index values = shape_.output_size() * batch.lanes;
  parallel_for(batch.threads, batch.blocks(), [&](Index block) {
    copy_operands(features + block * values, values, rounded_.data() + block * values, true);
  });
  weight_.run(pictures, rounded_.data(), gradient, nullptr, batch, scratch_);
  if (bias_gradient != nullptr) {
    sum_channels(features, shape_.features, shape_.axes[0].output, shape_.axes[1].output, bias_gradient,
                 batch, blocks_together());
  }
}

template class Convolution<float>;
template class Convolution<double>;

}  // namespace runner
