#include "tensor/lanes.h"

#include <algorithm>

#include "base/parallel.h"

// A turn-over of a block goes through square tiles, so that neither side is walked with a step of its whole
// width for long: both stay in the nearest cache.

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

/// Values of a sample that are turned over at a time.
constexpr Index turned_at_once = 16;

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
      if (samples < L) std::fill_n(to, L * rows.cols, T(0));
      for (Index first = 0; first < rows.cols; first += turned_at_once) {
        const Index end = std::min(first + turned_at_once, rows.cols);
        if (samples == L) {
          for (Index i = first; i < end; ++i) {
            for (Index lane = 0; lane < L; ++lane) to[i * L + lane] = from[lane][i];
          }
        } else {
          for (Index i = first; i < end; ++i) {
            for (Index lane = 0; lane < samples; ++lane) to[i * L + lane] = from[lane][i];
          }
        }
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
      for (Index first = 0; first < rows.cols; first += turned_at_once) {
        const Index end = std::min(first + turned_at_once, rows.cols);
        for (Index lane = 0; lane < samples; ++lane) {
          for (Index i = first; i < end; ++i) to[lane * rows.cols + i] = from[i * L + lane];
        }
      }
    });
  });
}

template void to_lanes(Matrix<const float>, float*, Index, int, const std::int64_t*);
template void to_lanes(Matrix<const double>, double*, Index, int, const std::int64_t*);
template void from_lanes(const float*, Matrix<float>, Index, int);
template void from_lanes(const double*, Matrix<double>, Index, int);

}  // namespace runner
