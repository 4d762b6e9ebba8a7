#pragma once

#include <cassert>
#include <cstdint>
#include <type_traits>

#include "tensor/matrix.h"

// Two ways in which the samples of a batch lie in memory. Row by row is how data comes and how dense layers
// take it. In lanes, 8 or 16 samples lie side by side: block after block of them, in a block value after
// value, of each value those of all its samples, [n / 16][value][16]. What is done to a value of one sample
// is then done to a whole register of samples, whatever the layer's shapes are: a convolution of one channel
// by a kernel of five keeps every lane at work, and a sample's numbers can't depend on its neighbours.

namespace runner {

/// Samples side by side, at most; also what buffers are padded to.
inline constexpr Index most_lanes = 16;

/// How many samples lie side by side in a batch of so many rows: few are not padded to twice their number.
inline Index lanes_for(Index rows) {
  return rows <= most_lanes / 2 ? most_lanes / 2 : most_lanes;
}

/// Rows with those that pad the last block; `lanes` is 1 where samples lie row by row.
inline Index padded_rows(Index rows, Index lanes) {
  return (rows + lanes - 1) / lanes * lanes;
}

/// Samples of a block that are none of its padding.
inline Index rows_of_block(Index rows, Index lanes, Index block) {
  const Index left = rows - block * lanes;
  return left < lanes ? left : lanes;
}

/// Samples row by row, rows × width, are laid into lanes; what pads the last block is 0. `order`, unless
/// null: the number of each sample's row, in the place of 0, 1, 2, …
template <class T>
void to_lanes(Matrix<const T> rows, T* out, Index lanes, int threads, const std::int64_t* order = nullptr);
/// And back; what pads the last block is left out.
template <class T>
void from_lanes(const T* in, Matrix<T> rows, Index lanes, int threads);

/// Calls `work(L)` with the number of lanes as a constant, std::integral_constant<Index, 8> or 16.
template <class Work>
void with_lanes(Index lanes, const Work& work) {
  assert(lanes == most_lanes || lanes == most_lanes / 2);
  if (lanes == most_lanes) {
    work(std::integral_constant<Index, most_lanes>());
  } else {
    work(std::integral_constant<Index, most_lanes / 2>());
  }
}

/// One value of each of L samples; sums and products of them are element by element.
template <class T, Index L>
struct LaneVector {
  using Type [[gnu::vector_size(static_cast<std::size_t>(L) * sizeof(T))]] = T;
};
template <class T, Index L>
using Lanes = typename LaneVector<T, L>::Type;

/// The sum over the lanes that hold samples, the first `rows` of them: always the same tree, whatever the
/// machine's registers and whether 8 or 16 lie side by side.
template <class T, Index L>
T sum_of_lanes(const T* values, Index rows) {
  T sums[most_lanes] = {};
  for (Index i = 0; i < rows; ++i) sums[i] = values[i];
  for (Index half = most_lanes / 2; half > 0; half /= 2) {
    for (Index i = 0; i < half; ++i) sums[i] += sums[i + half];
  }
  return sums[0];
}

}  // namespace runner
