#include "nn/layers/max_pool.h"

#include <algorithm>
#include <limits>

#include "nn/lane_memory.h"
#include "nn/largest_of_window.h"
#include "nn/pool_help.h"
#include "spec/registration.h"

// A window's gradient goes to one of its values. Small windows write every value of theirs, the chosen one
// by a mask over the lanes; of large ones each lane adds to its own place.

namespace runner {
namespace {

constexpr Index byte_positions = 256;
constexpr Index most_masked = 32;  // values of a window from which on lanes go their own ways

/// The gradient by the values of a window, whose first is at `to`. With `adds` to what is there.
template <Index L, bool adds, class T, class Rows, class Columns>
[[gnu::always_inline]] inline void spread(const MemoryLanes<T, L>& gradient,
                                          const typename LargestOf<T, L>::Where& where, Rows rows,
                                          Columns columns, Index row_step, Index step,
                                          MemoryLanes<T, L>* to) {
  Index k = 0;
  for (Index r = 0; r < rows; ++r) {
    for (Index c = 0; c < columns; ++c, ++k) {
      MemoryLanes<T, L>& at = to[r * row_step + c * step];
      const auto chosen = where == static_cast<PositionOf<T>>(k);
      const MemoryLanes<T, L> share = chosen ? gradient : MemoryLanes<T, L>{};
      at = adds ? at + share : share;
    }
  }
}

template <Index L, class T, class P>
void pool_plane(const PoolWindows& windows, bool relu, const T* in_values, T* out_values, P* positions) {
  const MemoryLanes<T, L>* in = lanes_at<L>(in_values);
  MemoryLanes<T, L>* out = lanes_at<L>(out_values);
  MemoryLanes<P, L>* places = lanes_at<L>(positions);
  const Index row_step = windows.y.step * windows.in.width, step = windows.x.step;
  for (const PoolWindow& y : windows.y.windows) {
    for (const PoolWindow& x : windows.x.windows) {
      LargestOf<T, L> largest;
      largest.look(in + y.first * windows.in.width + x.first, y.count, x.count, row_step, step);
      *out++ = relu ? (largest.value <= T(0) ? MemoryLanes<T, L>{} : largest.value) : largest.value;
      *places++ = __builtin_convertvector(largest.where, MemoryLanes<P, L>);
    }
  }
}

template <Index L, bool adds, class T, class P>
void spread_plane(const PoolWindows& windows, bool gated, const T* out_values, const T* gradients,
                  const P* positions, T* grad_in) {
  const MemoryLanes<T, L>*out = lanes_at<L>(out_values), *grad_out = lanes_at<L>(gradients);
  const MemoryLanes<P, L>* places = lanes_at<L>(positions);
  const Index row_step = windows.y.step * windows.in.width, step = windows.x.step;
  for (const PoolWindow& y : windows.y.windows) {
    for (const PoolWindow& x : windows.x.windows) {
      MemoryLanes<T, L> gradient = *grad_out++;
      // The value that was chosen is the output: where that is blocked, so is the value.
      if (gated) gradient = *out++ <= T(0) ? MemoryLanes<T, L>{} : gradient;
      const Index first = y.first * windows.in.width + x.first;
      if (y.count * x.count <= most_masked) {
        const typename LargestOf<T, L>::Where where =
            __builtin_convertvector(*places++, typename LargestOf<T, L>::Where);
        MemoryLanes<T, L>* to = lanes_at<L>(grad_in) + first;
        with_counts(y.count, x.count, [&](auto rows, auto columns) {
          spread<L, adds, T>(gradient, where, rows, columns, row_step, step, to);
        });
      } else {
        const P* own = reinterpret_cast<const P*>(places++);
        for (Index lane = 0; lane < L; ++lane) {
          const Index r = own[lane] / x.count, c = own[lane] % x.count;
          grad_in[(first + r * row_step + c * step) * L + lane] += gradient[lane];
        }
      }
    }
  }
}

template <class C>
Spec<C> max_pool_spec(const char* summary, const char* of, const char* formula, const char* kernel) {
  Spec<C> spec(C::name, summary);
  spec.source(of).formula(formula);
  return with_window_fields(spec, kernel)
      .field("padding", &C::padding,
             "How far the picture goes on at every side, with values below all others; at most half the "
             "kernel.",
             closed(0, most_extent))
      .field("dilation", &C::dilation, "How far apart the values of a window lie.", closed(1, most_extent))
      .field("ceil_mode", &C::ceil_mode, ceil_help);
}

}  // namespace

Spec<MaxPool1dConfig> MaxPool1dConfig::spec() {
  return max_pool_spec<MaxPool1dConfig>(
      "The largest value of each window of a series, channel by channel.", "torch.nn.MaxPool1d",
      "y[c, i] = max_m x[c, i·stride + m·dilation - padding]; the first of equal values gets the gradient",
      series_kernel_help);
}

Spec<MaxPool2dConfig> MaxPool2dConfig::spec() {
  return max_pool_spec<MaxPool2dConfig>(
      "The largest value of each window of a picture, channel by channel.", "torch.nn.MaxPool2d",
      "y[c, i, j] = max_m,n x[c, i·stride + m·dilation - padding, j·stride + n·dilation - padding]; the "
      "first of equal values gets the gradient",
      kernel_help);
}

Spec<AdaptiveMaxPool1dConfig> AdaptiveMaxPool1dConfig::spec() {
  using C = AdaptiveMaxPool1dConfig;
  return Spec<C>(C::name, "The largest value of each of so many windows that cover a series.")
      .source("torch.nn.AdaptiveMaxPool1d")
      .formula("window i of n has the values from ⌊i·length/n⌋ to ⌈(i+1)·length/n⌉")
      .required("output_size", &C::output_size, series_output_size_help, closed(1, most_extent));
}

Spec<AdaptiveMaxPool2dConfig> AdaptiveMaxPool2dConfig::spec() {
  using C = AdaptiveMaxPool2dConfig;
  return Spec<C>(C::name, "The largest value of each of so many windows that cover a picture.")
      .source("torch.nn.AdaptiveMaxPool2d")
      .formula("window i of n along a side has the values from ⌊i·size/n⌋ to ⌈(i+1)·size/n⌉")
      .required("output_size", &C::output_size, output_size_help, closed(1, most_extent));
}

template <class T>
MaxPool<T>::MaxPool(PoolWindows windows, Index max_batch)
    : windows_(std::move(windows)), overlap_(windows_.overlap()), cover_(windows_.cover()) {
  const Planes out = windows_.out();
  const Index positions = padded_rows(max_batch, most_lanes) * out.channels * out.size();
  if (windows_.y.most() * windows_.x.most() <= byte_positions) {
    small_ = Buffer<std::uint8_t>(positions);
  } else {
    large_ = Buffer<std::int32_t>(positions);
  }
}

template <class T>
template <class Work>
void MaxPool<T>::with_positions(const Work& work) {
  if (small_.size() > 0) {
    work(small_.data());
  } else {
    work(large_.data());
  }
}

template <class T>
void MaxPool<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    const Index in_plane = windows_.in.size() * L, out_plane = windows_.out().size() * L;
    with_positions([&](auto* positions) {
      for_planes(windows_, in.rows, context, [&](Index p) {
        pool_plane<L>(windows_, fuse_relu_, in.data + p * in_plane, out.data + p * out_plane,
                      positions + p * out_plane);
      });
    });
  });
}

template <class T>
void MaxPool<T>::backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out,
                          Matrix<T> grad_in, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    const Index in_plane = windows_.in.size() * L, out_plane = windows_.out().size() * L;
    const bool large = windows_.y.most() * windows_.x.most() > most_masked;
    with_positions([&](const auto* positions) {
      for_planes(windows_, in.rows, context, [&](Index p) {
        T* to = grad_in.data + p * in_plane;
        const T *y = out.data + p * out_plane, *g = grad_out.data + p * out_plane;
        if (overlap_ || large || !cover_) std::fill_n(to, in_plane, T(0));
        if (overlap_) {
          spread_plane<L, true>(windows_, gated_, y, g, positions + p * out_plane, to);
        } else {
          spread_plane<L, false>(windows_, gated_, y, g, positions + p * out_plane, to);
        }
      });
    });
  });
}

template class MaxPool<float>;
template class MaxPool<double>;

template Registration<LayerConfig> registration<LayerConfig, MaxPool1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, MaxPool2dConfig>();
template Registration<LayerConfig> registration<LayerConfig, AdaptiveMaxPool1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, AdaptiveMaxPool2dConfig>();

}  // namespace runner
