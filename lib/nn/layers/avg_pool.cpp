#include "nn/layers/avg_pool.h"

#include <algorithm>
#include <utility>

#include "nn/lane_memory.h"
#include "nn/largest_of_window.h"
#include "nn/pool_help.h"
#include "spec/registration.h"

namespace runner {
namespace {

/// What the sum over a window is divided by.
template <class T>
T counted_by(const PoolWindow& y, const PoolWindow& x, T divisor) {
  return divisor != T(0) ? divisor : static_cast<T>(y.counted * x.counted);
}

template <Index L, class T>
void average_plane(const PoolWindows& windows, T divisor, bool relu, const T* in_values, T* out_values) {
  const MemoryLanes<T, L>* in = lanes_at<L>(in_values);
  MemoryLanes<T, L>* out = lanes_at<L>(out_values);
  const Index width = windows.in.width;
  for (const PoolWindow& y : windows.y.windows) {
    for (const PoolWindow& x : windows.x.windows) {
      const MemoryLanes<T, L>* from = in + y.first * width + x.first;
      MemoryLanes<T, L> sum = {};
      with_counts(y.count, x.count, [&](auto rows, auto columns) {
        for (Index r = 0; r < rows; ++r) {
          for (Index c = 0; c < columns; ++c) sum += from[r * width + c];
        }
      });
      sum /= counted_by(y, x, divisor);
      *out++ = relu ? (sum <= T(0) ? MemoryLanes<T, L>{} : sum) : sum;
    }
  }
}

/// With `adds` to what is there.
template <Index L, bool adds, class T>
void share_plane(const PoolWindows& windows, T divisor, const T* gradients, T* grad_in) {
  const MemoryLanes<T, L>* grad_out = lanes_at<L>(gradients);
  const Index width = windows.in.width;
  for (const PoolWindow& y : windows.y.windows) {
    for (const PoolWindow& x : windows.x.windows) {
      MemoryLanes<T, L>* to = lanes_at<L>(grad_in) + y.first * width + x.first;
      const MemoryLanes<T, L> share = *grad_out++ / counted_by(y, x, divisor);
      with_counts(y.count, x.count, [&](auto rows, auto columns) {
        for (Index r = 0; r < rows; ++r) {
          for (Index c = 0; c < columns; ++c) {
            MemoryLanes<T, L>& at = to[r * width + c];
            at = adds ? at + share : share;
          }
        }
      });
    }
  }
}

template <class C>
Spec<C> avg_pool_spec(const char* summary, const char* of, const char* formula, const char* kernel) {
  Spec<C> spec(C::name, summary);
  spec.source(of).formula(formula);
  return with_window_fields(spec, kernel)
      .field("padding", &C::padding,
             "How far the picture goes on at every side, with zeros; at most half the kernel.",
             closed(0, most_extent))
      .field("ceil_mode", &C::ceil_mode, ceil_help)
      .field("count_include_pad", &C::count_include_pad,
             "Whether a mean is over the zeros of the padding too.");
}

}  // namespace

Spec<AvgPool1dConfig> AvgPool1dConfig::spec() {
  return avg_pool_spec<AvgPool1dConfig>(
      "The mean of each window of a series, channel by channel.", "torch.nn.AvgPool1d",
      "y[c, i] = 1/k Σ_m x[c, i·stride + m - padding], k = kernel_size", series_kernel_help);
}

Spec<AvgPool2dConfig> AvgPool2dConfig::spec() {
  using C = AvgPool2dConfig;
  return avg_pool_spec<C>(
             "The mean of each window of a picture, channel by channel.", "torch.nn.AvgPool2d",
             "y[c, i, j] = 1/k Σ_m,n x[c, i·stride + m - padding, j·stride + n - padding], k the values "
             "of the kernel",
             kernel_help)
      .field("divisor_override", &C::divisor_override,
             "What sums are divided by, in the place of the number of values.", closed(1, 1e9));
}

Spec<AdaptiveAvgPool1dConfig> AdaptiveAvgPool1dConfig::spec() {
  using C = AdaptiveAvgPool1dConfig;
  return Spec<C>(C::name, "The mean of each of so many windows that cover a series.")
      .source("torch.nn.AdaptiveAvgPool1d")
      .formula("window i of n has the values from ⌊i·length/n⌋ to ⌈(i+1)·length/n⌉")
      .required("output_size", &C::output_size, series_output_size_help, closed(1, most_extent));
}

Spec<AdaptiveAvgPool2dConfig> AdaptiveAvgPool2dConfig::spec() {
  using C = AdaptiveAvgPool2dConfig;
  return Spec<C>(C::name, "The mean of each of so many windows that cover a picture; of all of it by 1.")
      .source("torch.nn.AdaptiveAvgPool2d; global average pooling: Lin et al. 2013, Network in network")
      .formula("window i of n along a side has the values from ⌊i·size/n⌋ to ⌈(i+1)·size/n⌉")
      .required("output_size", &C::output_size, output_size_help, closed(1, most_extent));
}

template <class T>
AvgPool<T>::AvgPool(PoolWindows windows, std::optional<std::int64_t> divisor)
    : windows_(std::move(windows)),
      overlap_(windows_.overlap()),
      cover_(windows_.cover()),
      divisor_(static_cast<T>(divisor.value_or(0))) {}

template <class T>
void AvgPool<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    const Index in_plane = windows_.in.size() * L, out_plane = windows_.out().size() * L;
    for_planes(windows_, in.rows, context, [&](Index p) {
      average_plane<L>(windows_, divisor_, fuse_relu_, in.data + p * in_plane, out.data + p * out_plane);
    });
  });
}

template <class T>
void AvgPool<T>::backward(Matrix<const T> in, Matrix<const T> /*out*/, Matrix<const T> grad_out,
                          Matrix<T> grad_in, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    const Index in_plane = windows_.in.size() * L, out_plane = windows_.out().size() * L;
    for_planes(windows_, in.rows, context, [&](Index p) {
      T* to = grad_in.data + p * in_plane;
      const T* g = grad_out.data + p * out_plane;
      if (overlap_ || !cover_) std::fill_n(to, in_plane, T(0));
      if (overlap_) {
        share_plane<L, true>(windows_, divisor_, g, to);
      } else {
        share_plane<L, false>(windows_, divisor_, g, to);
      }
      if (!gated_) return;
      const T* x = in.data + p * in_plane;
      for (Index i = 0; i < in_plane; ++i) to[i] = x[i] <= T(0) ? T(0) : to[i];
    });
  });
}

template class AvgPool<float>;
template class AvgPool<double>;

template Registration<LayerConfig> registration<LayerConfig, AvgPool1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, AvgPool2dConfig>();
template Registration<LayerConfig> registration<LayerConfig, AdaptiveAvgPool1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, AdaptiveAvgPool2dConfig>();

}  // namespace runner
