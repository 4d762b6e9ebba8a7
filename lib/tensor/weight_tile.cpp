#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <utility>

#include "tensor/lane_register.h"
#include "tensor/lanes.h"
#include "tensor/window_tile.h"

namespace runner {
namespace {

/// So many lanes, the first of a register where it has more, in which then stands 0.
template <class T, Index step>
struct Lanes16 {
  using Value = typename LaneRegister<T, step>::Type;
  using Anywhere = typename LaneRegister<T, step>::Anywhere;

  static Value load(const T* from) { return *reinterpret_cast<const Anywhere*>(from); }
  static Value load_half(const T* from) {
    if constexpr (step == most_lanes) {
      using Half = typename LaneRegister<T, most_lanes / 2>::Anywhere;
      return __builtin_shufflevector(*reinterpret_cast<const Half*>(from),
                                     typename LaneRegister<T, 8>::Type{}, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
                                     11, 12, 13, 14, 15);
    } else {
      return load(from);
    }
  }
};

template <class Value, Index Features, Index Taps, class LoadFeature, class LoadTap>
[[gnu::always_inline]] inline void add_products(Value (&sums)[Features][Taps],
                                                const LoadFeature& load_feature, const LoadTap& load_tap) {
  if constexpr (Features <= Taps) {
    Value factors[Features];
#pragma GCC unroll 16
    for (Index k = 0; k < Features; ++k) {
      factors[k] = load_feature(k);
      hold(factors[k]);
    }
#pragma GCC unroll 16
    for (Index t = 0; t < Taps; ++t) {
      Value value = load_tap(t);
      hold(value);
#pragma GCC unroll 16
      for (Index k = 0; k < Features; ++k) sums[k][t] += value * factors[k];
    }
  } else {
    Value values[Taps];
#pragma GCC unroll 16
    for (Index t = 0; t < Taps; ++t) {
      values[t] = load_tap(t);
      hold(values[t]);
    }
#pragma GCC unroll 16
    for (Index k = 0; k < Features; ++k) {
      Value factor = load_feature(k);
      hold(factor);
#pragma GCC unroll 16
      for (Index t = 0; t < Taps; ++t) sums[k][t] += values[t] * factor;
    }
  }
}

template <class T, Index Features, Index Taps>
void sum_products(const WeightTile<T>& tile) {
  constexpr Index L = most_lanes, step = lanes_in_register<T, L>;
  using Side = Lanes16<T, step>;
  using Value = typename Side::Value;
  for (Index lane = 0; lane < L; lane += step) {
    Value sums[Features][Taps];
#pragma GCC unroll 16
    for (Index k = 0; k < Features; ++k) {
#pragma GCC unroll 16
      for (Index t = 0; t < Taps; ++t) sums[k][t] = Value{};
    }
    const T* features = tile.features + lane;
    const T* taps[Taps];
#pragma GCC unroll 16
    for (Index t = 0; t < Taps; ++t) taps[t] = tile.taps[t] + lane;
    const Index end = tile.pixels * L;
    const bool has_half = tile.has_half && lane < L / 2;
    for (Index block = 0; block < tile.blocks; ++block) {
      for (Index y = 0; y < tile.rows; ++y) {
        for (Index x = 0; x < end; x += L) {
          add_products<Value, Features, Taps>(
              sums, [&](Index k) { return Side::load(features + k * tile.feature_step + x); },
              [&](Index t) { return Side::load(taps[t] + x); });
        }
        if (has_half) {
          add_products<Value, Features, Taps>(
              sums, [&](Index k) { return Side::load_half(features + k * tile.feature_step + end); },
              [&](Index t) { return Side::load_half(taps[t] + end); });
        }
        features += tile.feature_row;
#pragma GCC unroll 16
        for (Index t = 0; t < Taps; ++t) taps[t] += tile.tap_rows[t];
      }
      features += tile.feature_block;
#pragma GCC unroll 16
      for (Index t = 0; t < Taps; ++t) taps[t] += tile.tap_blocks[t];
    }
#pragma GCC unroll 16
    for (Index k = 0; k < Features; ++k) {
#pragma GCC unroll 16
      for (Index t = 0; t < Taps; ++t)
        *reinterpret_cast<typename Side::Anywhere*>(tile.sums + (k * Taps + t) * L + lane) = sums[k][t];
    }
  }
}

template <class T, std::size_t... I>
constexpr std::array<WeightTileFunction<T>, sizeof...(I)> weight_functions(std::index_sequence<I...> /*i*/) {
  constexpr auto function =
      []<std::size_t N>(std::integral_constant<std::size_t, N>) -> WeightTileFunction<T> {
    constexpr Index features = static_cast<Index>(N) / most_tile_pixels + 1;
    constexpr Index taps = static_cast<Index>(N) % most_tile_pixels + 1;
    if constexpr (fits_registers(features, taps)) {
      return &sum_products<T, features, taps>;
    } else {
      return nullptr;
    }
  };
  return {function(std::integral_constant<std::size_t, I>())...};
}

/// Eight registers of eight lanes become one of their sums: lane i and lane i + 4, then i + 2, then i + 1.
template <class T>
using Eight = typename LaneRegister<T, 8>::Type;

template <class T>
void sum_of_eight(const Eight<T> (&v)[8], Eight<T>& sums) {
  Eight<T> fours[4], twos[2];
  for (std::size_t i = 0; i < 4; ++i) {
    fours[i] = __builtin_shufflevector(v[2 * i], v[2 * i + 1], 0, 1, 2, 3, 8, 9, 10, 11) +
               __builtin_shufflevector(v[2 * i], v[2 * i + 1], 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (std::size_t i = 0; i < 2; ++i) {
    twos[i] = __builtin_shufflevector(fours[2 * i], fours[2 * i + 1], 0, 1, 4, 5, 8, 9, 12, 13) +
              __builtin_shufflevector(fours[2 * i], fours[2 * i + 1], 2, 3, 6, 7, 10, 11, 14, 15);
  }
  sums = __builtin_shufflevector(twos[0], twos[1], 0, 2, 4, 6, 8, 10, 12, 14) +
         __builtin_shufflevector(twos[0], twos[1], 1, 3, 5, 7, 9, 11, 13, 15);
}

}  // namespace

template <class T>
WeightTileFunction<T> weight_tile(Index features, Index taps) {
  using All = std::make_index_sequence<static_cast<std::size_t>(most_tile_features * most_tile_pixels)>;
  static constexpr auto functions = weight_functions<T>(All());
  const WeightTileFunction<T> function =
      functions[static_cast<std::size_t>((features - 1) * most_tile_pixels + taps - 1)];
  assert(function != nullptr);
  return function;
}

template <class T>
void add_lanes(T* sums, Index count, Index lanes, Index rows) {
  constexpr Index eight = 8;
  using Anywhere = typename LaneRegister<T, eight>::Anywhere;
  for (Index first = 0; rows < lanes && first < count * most_lanes; first += lanes)
    std::fill(sums + first + rows, sums + first + lanes, T(0));
  for (Index first = 0; first < count; first += eight) {
    Eight<T> now[eight];
    for (Index i = 0; i < eight; ++i) {
      const T* from = sums + (first + i) * most_lanes;
      now[i] = *reinterpret_cast<const Anywhere*>(from) + *reinterpret_cast<const Anywhere*>(from + eight);
    }
    Eight<T> sum;
    sum_of_eight<T>(now, sum);
    *reinterpret_cast<Anywhere*>(sums + first) = sum;
  }
}

template WeightTileFunction<float> weight_tile(Index, Index);
template WeightTileFunction<double> weight_tile(Index, Index);
template void add_lanes(float*, Index, Index, Index);
template void add_lanes(double*, Index, Index, Index);

}  // namespace runner
