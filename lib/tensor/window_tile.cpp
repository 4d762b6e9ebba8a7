#include "tensor/window_tile.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <utility>

#include "tensor/lane_register.h"
#include "tensor/lanes.h"
#include "tensor/window_axis.h"

namespace runner {
namespace {

template <class T, Index L>
struct Side {
  static constexpr Index step = lanes_in_register<T, L>;
  using Value = typename LaneRegister<T, step>::Type;
  using Anywhere = typename LaneRegister<T, step>::Anywhere;

  static Value load(const T* from) { return *reinterpret_cast<const Anywhere*>(from); }
  static void store(Value value, T* to) { *reinterpret_cast<Anywhere*>(to) = value; }
  static Value not_positive_is_zero(Value gate, Value value) { return gate <= Value{} ? Value{} : value; }
};

template <class T, Index L, Index Features, Index Pixels>
[[gnu::always_inline]] inline void finish_window(const WindowTile<T>& tile, Index lane,
                                                 typename Side<T, L>::Value (&sums)[Features][Pixels]) {
  using S = Side<T, L>;
  const Index last = (Pixels - 1) * tile.pixel_step - tile.last_back;
  const auto place = [&](Index x) { return x + 1 < Pixels ? x * tile.pixel_step : last; };
  if (tile.fuse_relu) {
#pragma GCC unroll 16
    for (Index k = 0; k < Features; ++k) {
#pragma GCC unroll 16
      for (Index x = 0; x < Pixels; ++x) sums[k][x] = S::not_positive_is_zero(sums[k][x], sums[k][x]);
    }
  }
  if (tile.gate != nullptr) {
#pragma GCC unroll 16
    for (Index k = 0; k < Features; ++k) {
      const T* gate = tile.gate + lane + k * tile.feature_step;
#pragma GCC unroll 16
      for (Index x = 0; x < Pixels; ++x)
        sums[k][x] = S::not_positive_is_zero(S::load(gate + place(x)), sums[k][x]);
    }
  }
#pragma GCC unroll 16
  for (Index k = 0; k < Features; ++k) {
    T* out = tile.out + lane + k * tile.feature_step;
#pragma GCC unroll 16
    for (Index x = 0; x < Pixels; ++x) S::store(sums[k][x], out + place(x));
  }
}

template <class T, Index L, Index Features, Index Pixels>
void sum_windows(const WindowTile<T>& tile) {
  using S = Side<T, L>;
  using Value = typename S::Value;
  const Index last = (Pixels - 1) * L - tile.last_back;
  const auto place = [&](Index x) { return x + 1 < Pixels ? x * L : last; };
  for (Index lane = 0; lane < L; lane += S::step) {
    Value sums[Features][Pixels];
#pragma GCC unroll 16
    for (Index k = 0; k < Features; ++k) {
      const T first = tile.bias != nullptr ? tile.bias[k] : T(0);
#pragma GCC unroll 16
      for (Index x = 0; x < Pixels; ++x) sums[k][x] = first - Value{};
    }
    const T* channel = tile.in + lane;
    const T* channel_weights = tile.weights;
    for (Index c = 0; c < tile.channels; ++c) {
      const T* weights = channel_weights;
      for (Index t = 0; t < tile.taps; ++t) {
        const T* in = channel + tile.offsets[t];
        if constexpr (Features <= Pixels) {
          Value factors[Features];
#pragma GCC unroll 16
          for (Index k = 0; k < Features; ++k) {
            factors[k] = weights[k] - Value{};
            hold(factors[k]);
          }
#pragma GCC unroll 16
          for (Index x = 0; x < Pixels; ++x) {
            Value value = S::load(in + place(x));
            hold(value);
#pragma GCC unroll 16
            for (Index k = 0; k < Features; ++k) sums[k][x] += value * factors[k];
          }
        } else {
          Value values[Pixels];
#pragma GCC unroll 16
          for (Index x = 0; x < Pixels; ++x) {
            values[x] = S::load(in + place(x));
            hold(values[x]);
          }
#pragma GCC unroll 16
          for (Index k = 0; k < Features; ++k) {
            Value factor = weights[k] - Value{};
            hold(factor);
#pragma GCC unroll 16
            for (Index x = 0; x < Pixels; ++x) sums[k][x] += values[x] * factor;
          }
        }
        weights += Features;
      }
      channel += tile.channel_step;
      channel_weights += tile.weight_step;
    }
    finish_window<T, L, Features, Pixels>(tile, lane, sums);
  }
}

/// The function for each size that fits; null for the others.
template <class T, Index L, std::size_t... I>
constexpr std::array<WindowTileFunction<T>, sizeof...(I)> window_functions(std::index_sequence<I...> /*i*/) {
  constexpr auto function =
      []<std::size_t N>(std::integral_constant<std::size_t, N>) -> WindowTileFunction<T> {
    constexpr Index features = static_cast<Index>(N) / most_tile_pixels + 1;
    constexpr Index pixels = static_cast<Index>(N) % most_tile_pixels + 1;
    if constexpr (fits_registers(features, pixels)) {
      return &sum_windows<T, L, features, pixels>;
    } else {
      return nullptr;
    }
  };
  return {function(std::integral_constant<std::size_t, I>())...};
}

}  // namespace

template <class T>
WindowTileFunction<T> window_tile(Index features, Index pixels, Index lanes) {
  using All = std::make_index_sequence<static_cast<std::size_t>(most_tile_features * most_tile_pixels)>;
  static constexpr auto half = window_functions<T, most_lanes / 2>(All());
  static constexpr auto full = window_functions<T, most_lanes>(All());
  const auto i = static_cast<std::size_t>((features - 1) * most_tile_pixels + pixels - 1);
  const WindowTileFunction<T> function = (lanes == most_lanes ? full : half)[i];
  assert(function != nullptr);
  return function;
}

template <class T>
Index neighbours_in_register(Index lanes) {
  return std::max(width<T> / lanes, Index{1});
}

template Index neighbours_in_register<float>(Index);
template Index neighbours_in_register<double>(Index);
template WindowTileFunction<float> window_tile(Index, Index, Index);
template WindowTileFunction<double> window_tile(Index, Index, Index);

}  // namespace runner
