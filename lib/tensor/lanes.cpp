#include "tensor/lanes.h"

#include <algorithm>

#include "base/parallel.h"
#include "tensor/turn_over.h"

// A block is turned over in registers, as many values of each sample as one holds.

namespace runner {
namespace {

/// Blocks that are worth a thread: some 50 µs.
constexpr Index values_of_piece = Index{1} << 16U;

template <class Work>
void for_blocks(Index rows, Index width, Index lanes, int threads, const Work& work) {
  const Index blocks = padded_rows(rows, lanes) / lanes;
  const Index length = std::max<Index>(1, values_of_piece / std::max<Index>(1, width * lanes));
  for_chunks(threads, blocks, length, [&](Index first, Index count) {
    for (Index block = first; block < first + count; ++block) work(block, rows_of_block(rows, lanes, block));
  });
}

}  // namespace

template <class T>
void to_lanes(Matrix<const T> rows, T* out, Index lanes, int threads, const std::int64_t* order) {
  with_lanes(lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    for_blocks(rows.rows, rows.cols, L, threads, [&](Index block, Index samples) {
      const T* from[L];
      for (Index lane = 0; lane < samples; ++lane) {
        const Index row = block * L + lane;
        from[lane] = rows.row(order ? order[row] : row);
      }
      T* to = out + block * L * rows.cols;
      Index first = 0;
      for (; first + width<T> <= rows.cols; first += width<T>) {
        Vector<T> now[L];
        for (Index lane = 0; lane < L; ++lane)
          now[lane] = lane < samples ? load(from[lane] + first) : Vector<T>{};
        turn_rows_over<T>(now);
#pragma GCC unroll 16
        for (Index i = 0; i < L; ++i) store(now[i], to + first * L + i * width<T>);
      }
      for (; first < rows.cols; ++first) {
        for (Index lane = 0; lane < L; ++lane)
          to[first * L + lane] = lane < samples ? from[lane][first] : T(0);
      }
    });
  });
}

template <class T>
void from_lanes(const T* in, Matrix<T> rows, Index lanes, int threads) {
  with_lanes(lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    for_blocks(rows.rows, rows.cols, L, threads, [&](Index block, Index samples) {
      const T* from = in + block * L * rows.cols;
      T* to = rows.row(block * L);
      Index first = 0;
      for (; first + width<T> <= rows.cols; first += width<T>) {
        Vector<T> now[L];
#pragma GCC unroll 16
        for (Index i = 0; i < L; ++i) now[i] = load(from + first * L + i * width<T>);
        turn_columns_over<T>(now);
        for (Index lane = 0; lane < samples; ++lane) store(now[lane], to + lane * rows.cols + first);
      }
      for (; first < rows.cols; ++first) {
        for (Index lane = 0; lane < samples; ++lane) to[lane * rows.cols + first] = from[first * L + lane];
      }
    });
  });
}

template void to_lanes(Matrix<const float>, float*, Index, int, const std::int64_t*);
template void to_lanes(Matrix<const double>, double*, Index, int, const std::int64_t*);
template void from_lanes(const float*, Matrix<float>, Index, int);
template void from_lanes(const double*, Matrix<double>, Index, int);

}  // namespace runner
