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

template <class T, Index L, Index Features, Index Taps>
void sum_products(const WeightTile<T>& tile) {
  constexpr Index step = lanes_in_register<T, L>;
  using Value = typename LaneRegister<T, step>::Type;
  using Anywhere = typename LaneRegister<T, step>::Anywhere;
  const auto load = [](const T* from) -> Value { return *reinterpret_cast<const Anywhere*>(from); };
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
    for (Index block = 0; block < tile.blocks; ++block) {
      for (Index y = 0; y < tile.rows; ++y) {
        for (Index x = 0; x < end; x += L) {
          if constexpr (Features <= Taps) {
            Value factors[Features];
#pragma GCC unroll 16
            for (Index k = 0; k < Features; ++k) {
              factors[k] = load(features + k * tile.feature_step + x);
              hold(factors[k]);
            }
#pragma GCC unroll 16
            for (Index t = 0; t < Taps; ++t) {
              Value value = load(taps[t] + x);
              hold(value);
#pragma GCC unroll 16
              for (Index k = 0; k < Features; ++k) sums[k][t] += value * factors[k];
            }
          } else {
            Value values[Taps];
#pragma GCC unroll 16
            for (Index t = 0; t < Taps; ++t) {
              values[t] = load(taps[t] + x);
              hold(values[t]);
            }
#pragma GCC unroll 16
            for (Index k = 0; k < Features; ++k) {
              Value factor = load(features + k * tile.feature_step + x);
              hold(factor);
#pragma GCC unroll 16
              for (Index t = 0; t < Taps; ++t) sums[k][t] += values[t] * factor;
            }
          }
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
        *reinterpret_cast<Anywhere*>(tile.sums + (k * Taps + t) * L + lane) = sums[k][t];
    }
  }
}

/// The same with two taps in a register that is twice as wide as a feature. Where their number is odd, the
/// last one stands there twice.
template <class T, Index L, Index Features, Index Taps>
void sum_products_of_pairs(const WeightTile<T>& tile) {
  using Half = typename LaneRegister<T, L>::Anywhere;
  using Value = typename LaneRegister<T, 2 * L>::Type;
  using Anywhere = typename LaneRegister<T, 2 * L>::Anywhere;
  constexpr Index pairs = (Taps + 1) / 2;
  const auto joined = [](const T* low, const T* high) -> Value {
    return __builtin_shufflevector(*reinterpret_cast<const Half*>(low), *reinterpret_cast<const Half*>(high),
                                   0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  };
  Value sums[Features][pairs];
#pragma GCC unroll 16
  for (Index k = 0; k < Features; ++k) {
#pragma GCC unroll 16
    for (Index t = 0; t < pairs; ++t) sums[k][t] = Value{};
  }
  const T* features = tile.features;
  const T* taps[Taps];
#pragma GCC unroll 16
  for (Index t = 0; t < Taps; ++t) taps[t] = tile.taps[t];
  const Index end = tile.pixels * L;
  for (Index block = 0; block < tile.blocks; ++block) {
    for (Index y = 0; y < tile.rows; ++y) {
      for (Index x = 0; x < end; x += L) {
        Value factors[Features];
#pragma GCC unroll 16
        for (Index k = 0; k < Features; ++k) {
          const T* feature = features + k * tile.feature_step + x;
          factors[k] = joined(feature, feature);
          hold(factors[k]);
        }
#pragma GCC unroll 16
        for (Index t = 0; t < pairs; ++t) {
          Value value = joined(taps[2 * t] + x, taps[std::min(2 * t + 1, Taps - 1)] + x);
          hold(value);
#pragma GCC unroll 16
          for (Index k = 0; k < Features; ++k) sums[k][t] += value * factors[k];
        }
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
    for (Index t = 0; t < pairs; ++t)
      *reinterpret_cast<Anywhere*>(tile.sums + (k * Taps + 2 * t) * L) = sums[k][t];
  }
}

template <class T, Index L, std::size_t... I>
constexpr std::array<WeightTileFunction<T>, sizeof...(I)> weight_functions(std::index_sequence<I...> /*i*/) {
  constexpr auto function =
      []<std::size_t N>(std::integral_constant<std::size_t, N>) -> WeightTileFunction<T> {
    constexpr Index features = static_cast<Index>(N) / most_tile_pixels + 1;
    constexpr Index taps = static_cast<Index>(N) % most_tile_pixels + 1;
    if constexpr (width<T> >= 2 * L) {
      if constexpr (fits_registers(features, (taps + 1) / 2)) {
        return &sum_products_of_pairs<T, L, features, taps>;
      } else {
        return nullptr;
      }
    } else if constexpr (fits_registers(features, taps)) {
      return &sum_products<T, L, features, taps>;
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
WeightTileFunction<T> weight_tile(Index features, Index taps, Index lanes) {
  using All = std::make_index_sequence<static_cast<std::size_t>(most_tile_features * most_tile_pixels)>;
  static constexpr auto half = weight_functions<T, most_lanes / 2>(All());
  static constexpr auto full = weight_functions<T, most_lanes>(All());
  const auto i = static_cast<std::size_t>((features - 1) * most_tile_pixels + taps - 1);
  const WeightTileFunction<T> function = (lanes == most_lanes ? full : half)[i];
  assert(function != nullptr);
  return function;
}

template <class T>
void add_lanes(T* sums, Index count, Index lanes, Index rows) {
  constexpr Index eight = 8;
  using Anywhere = typename LaneRegister<T, eight>::Anywhere;
  if (rows < lanes) {
    for (Index i = 0; i < count; ++i) std::fill(sums + i * lanes + rows, sums + (i + 1) * lanes, T(0));
  }
  for (Index first = 0; first < count; first += eight) {
    Eight<T> now[eight];
    for (Index i = 0; i < eight; ++i) {
      const T* from = sums + (first + i) * lanes;
      now[i] = *reinterpret_cast<const Anywhere*>(from);
      if (lanes == most_lanes) now[i] += *reinterpret_cast<const Anywhere*>(from + eight);
    }
    Eight<T> sum;
    sum_of_eight<T>(now, sum);
    *reinterpret_cast<Anywhere*>(sums + first) = sum;
  }
}

template WeightTileFunction<float> weight_tile(Index, Index, Index);
template WeightTileFunction<double> weight_tile(Index, Index, Index);
template void add_lanes(float*, Index, Index, Index);
template void add_lanes(double*, Index, Index, Index);

}  // namespace runner
