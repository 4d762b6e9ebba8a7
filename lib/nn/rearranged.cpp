#include "nn/rearranged.h"

#include <algorithm>

#include "base/parallel.h"
#include "nn/lane_memory.h"
#include "tensor/lanes.h"

// Both ways are reads from many places and one write to each in its turn: an input's gradient is the sum over
// the outputs that it became. So any thread may take any stretch of memory.

namespace runner {
namespace {

/// Calls `work(block, i)` for each of `width` values of each block.
template <class Work>
void for_values(Index rows, Index width, const ForwardContext& context, const Work& work) {
  const Index blocks = padded_rows(rows, context.lanes) / context.lanes;
  for_chunks(context.threads, blocks * width, picture_piece / most_lanes, [&](Index first, Index count) {
    const Index end = first + count;
    while (first < end) {
      const Index block = first / width, stop = std::min(end, (block + 1) * width);
      work(block, first - block * width, stop - block * width);
      first = stop;
    }
  });
}

}  // namespace

template <class T>
Rearranged<T>::Rearranged(const Sources& sources, Index inputs, double fill)
    : sources_(static_cast<Index>(sources.size())), first_user_(inputs + 1), fill_(static_cast<T>(fill)) {
  std::ranges::copy(sources, sources_.data());
  std::uint32_t* first = first_user_.data();
  std::uint32_t users = 0;
  for (const std::int32_t source : sources) {
    if (source < 0) continue;
    ++users;
    ++first[source + 1];
  }
  for (Index i = 0; i < inputs; ++i) first[i + 1] += first[i];
  users_ = Buffer<std::int32_t>(users);
  std::vector<std::uint32_t> next(first, first + inputs);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (sources[i] >= 0) users_[next[static_cast<std::size_t>(sources[i])]++] = static_cast<std::int32_t>(i);
  }
}

template <class T>
void Rearranged<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    for_values(in.rows, out.cols, context, [&](Index block, Index first, Index end) {
      const MemoryLanes<T, L>* from = lanes_at<L>(in.data) + block * in.cols;
      MemoryLanes<T, L>* to = lanes_at<L>(out.data) + block * out.cols;
      const std::int32_t* sources = sources_.data();
      for (Index i = first; i < end; ++i) {
        if (sources[i] < 0) {
          to[i] = MemoryLanes<T, L>{} + fill_;
        } else {
          to[i] = from[sources[i]];
        }
      }
    });
  });
}

template <class T>
void Rearranged<T>::backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out,
                             Matrix<T> grad_in, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    for_values(in.rows, in.cols, context, [&](Index block, Index first, Index end) {
      const MemoryLanes<T, L>* x = lanes_at<L>(in.data) + block * in.cols;
      const MemoryLanes<T, L>* from = lanes_at<L>(grad_out.data) + block * out.cols;
      MemoryLanes<T, L>* to = lanes_at<L>(grad_in.data) + block * in.cols;
      const std::uint32_t* first_user = first_user_.data();
      const std::int32_t* users = users_.data();
      for (Index i = first; i < end; ++i) {
        MemoryLanes<T, L> sum = {};
        for (std::uint32_t k = first_user[i]; k < first_user[i + 1]; ++k) sum += from[users[k]];
        if (gated_) sum = x[i] <= T(0) ? MemoryLanes<T, L>{} : sum;
        to[i] = sum;
      }
    });
  });
}

Sources sources_by_axes(const Planes& planes, const SourceAxis& y, const SourceAxis& x) {
  Sources sources;
  sources.reserve(static_cast<std::size_t>(planes.channels) * y.size() * x.size());
  for (Index c = 0; c < planes.channels; ++c) {
    for (const Index row : y) {
      for (const Index column : x) {
        const bool inside = row >= 0 && column >= 0;
        sources.push_back(inside
                              ? static_cast<std::int32_t>((c * planes.height + row) * planes.width + column)
                              : from_nowhere);
      }
    }
  }
  return sources;
}

template class Rearranged<float>;
template class Rearranged<double>;

}  // namespace runner
