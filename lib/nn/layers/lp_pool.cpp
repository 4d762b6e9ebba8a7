#include "nn/layers/lp_pool.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "nn/lane_memory.h"
#include "nn/largest_of_window.h"
#include "nn/pool_help.h"
#include "spec/registration.h"

// PyTorch takes the mean of the powers and multiplies it by the values of a whole window: a window that hangs
// over the picture (ceil_mode) counts as if the rest of it were like the part inside. Where a norm is 0 it
// has no derivative, and 0 is taken. Of norms without limit there is one value that counts.

namespace runner {
namespace {

/// Plain numbers instead of registers: powers are the library's. Two of them need none.
template <class T>
T power_of(T x, T p) {
  if (p == T(2)) return x * x;
  if (p == T(1)) return x;
  if (p == T(0)) return T(1);
  return static_cast<T>(std::pow(static_cast<double>(x), static_cast<double>(p)));
}

template <class T>
T root_of(T sum, T p) {
  if (p == T(2)) return std::sqrt(sum);
  return power_of(sum, T(1) / p);
}

/// d out / dx = factor · x^(p-1) · out^(1-p).
template <class T>
T norm_slope(T x, T out, T p, T factor) {
  if (out == T(0)) return T(0);
  if (p == T(2)) return factor * x / out;
  return factor * power_of(x, p - 1) * power_of(out, 1 - p);
}

/// |x| where `sign` is 1, -|x| where it is -1.
template <Index L, class T>
struct Magnitude {
  T sign;
  [[gnu::always_inline]] void operator()(const MemoryLanes<T, L>& x, MemoryLanes<T, L>& magnitude) const {
    magnitude = (x < T(0) ? -x : x) * sign;
  }
};

template <Index L, class T>
void norm_plane(const PoolWindows& windows, T p, T kernel, const T* in, T* out) {
  const Index width = windows.in.width;
  for (const PoolWindow& y : windows.y.windows) {
    for (const PoolWindow& x : windows.x.windows) {
      T sums[static_cast<std::size_t>(L)] = {};
      for (Index r = 0; r < y.count; ++r) {
        const T* row = in + ((y.first + r) * width + x.first) * L;
        for (Index c = 0; c < x.count; ++c) {
          for (Index lane = 0; lane < L; ++lane) sums[lane] += power_of(row[c * L + lane], p);
        }
      }
      const T factor = kernel / static_cast<T>(y.counted * x.counted);
      for (Index lane = 0; lane < L; ++lane) *out++ = root_of(sums[lane] * factor, p);
    }
  }
}

template <Index L, class T>
void norm_gradient(const PoolWindows& windows, T p, T kernel, const T* in, const T* out, const T* grad_out,
                   T* grad_in) {
  const Index width = windows.in.width;
  for (const PoolWindow& y : windows.y.windows) {
    for (const PoolWindow& x : windows.x.windows) {
      const T factor = kernel / static_cast<T>(y.counted * x.counted);
      for (Index r = 0; r < y.count; ++r) {
        const Index first = ((y.first + r) * width + x.first) * L;
        for (Index i = 0; i < x.count * L; ++i)
          grad_in[first + i] += grad_out[i % L] * norm_slope(in[first + i], out[i % L], p, factor);
      }
      out += L;
      grad_out += L;
    }
  }
}

template <Index L, class T>
void extreme_plane(const PoolWindows& windows, T sign, const T* in_values, T* out_values) {
  const MemoryLanes<T, L>* in = lanes_at<L>(in_values);
  MemoryLanes<T, L>* out = lanes_at<L>(out_values);
  const Index width = windows.in.width;
  for (const PoolWindow& y : windows.y.windows) {
    for (const PoolWindow& x : windows.x.windows) {
      LargestOf<T, L> largest;
      largest.look(in + y.first * width + x.first, y.count, x.count, width, 1, Magnitude<L, T>{sign});
      *out++ = largest.value * sign;
    }
  }
}

template <Index L, class T>
void extreme_gradient(const PoolWindows& windows, T sign, const T* in_values, const T* grad_out, T* grad_in) {
  const MemoryLanes<T, L>* in = lanes_at<L>(in_values);
  const Index width = windows.in.width;
  for (const PoolWindow& y : windows.y.windows) {
    for (const PoolWindow& x : windows.x.windows) {
      const Index first = y.first * width + x.first;
      LargestOf<T, L> largest;
      largest.look(in + first, y.count, x.count, width, 1, Magnitude<L, T>{sign});
      for (Index lane = 0; lane < L; ++lane) {
        const auto where = static_cast<Index>(largest.where[lane]);
        const Index at = (first + where / x.count * width + where % x.count) * L + lane;
        const T value = in_values[at], g = grad_out[lane];
        grad_in[at] += value > 0 ? g : value < 0 ? -g : g * T(0);
      }
      grad_out += L;
    }
  }
}

template <class C>
Spec<C> lp_pool_spec(const char* summary, const char* of, const char* formula, const char* kernel) {
  Spec<C> spec(C::name, summary);
  spec.source(of).formula(formula);
  spec.required("norm_type", &C::norm_type,
                "The power p; 1 is the sum, .inf the largest magnitude. Negative values have no odd or "
                "fractional powers that add up to a norm: there it may be NaN.",
                any_number());
  return with_window_fields(spec, kernel)
      .field("ceil_mode", &C::ceil_mode, ceil_help)
      .check("norm_type", "norm_type must not be 0", [](const C& c) { return c.norm_type != 0; });
}

}  // namespace

Spec<LPPool1dConfig> LPPool1dConfig::spec() {
  return lp_pool_spec<LPPool1dConfig>(
      "The p-norm of each window of a series, channel by channel.", "torch.nn.LPPool1d",
      "y[c, i] = (Σ_m x[c, i·stride + m]^p)^(1/p); its derivative at 0 is 0", series_kernel_help);
}

Spec<LPPool2dConfig> LPPool2dConfig::spec() {
  return lp_pool_spec<LPPool2dConfig>(
      "The p-norm of each window of a picture, channel by channel.", "torch.nn.LPPool2d",
      "y[c, i, j] = (Σ_m,n x[c, i·stride + m, j·stride + n]^p)^(1/p); its derivative at 0 is 0", kernel_help);
}

template <class T>
LPPool<T>::LPPool(PoolWindows windows, double norm_type, Index kernel)
    : windows_(std::move(windows)), p_(static_cast<T>(norm_type)), kernel_(static_cast<T>(kernel)) {}

template <class T>
void LPPool<T>::forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    const Index in_plane = windows_.in.size() * L, out_plane = windows_.out().size() * L;
    for_planes(windows_, in.rows, context, [&](Index p) {
      const T* x = in.data + p * in_plane;
      T* y = out.data + p * out_plane;
      if (std::isinf(p_)) {
        extreme_plane<L>(windows_, p_ > 0 ? T(1) : T(-1), x, y);
      } else {
        norm_plane<L>(windows_, p_, kernel_, x, y);
      }
    });
  });
}

template <class T>
void LPPool<T>::backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                         const ForwardContext& context) {
  with_lanes(context.lanes, [&](auto constant) {
    constexpr Index L = decltype(constant)::value;
    const Index in_plane = windows_.in.size() * L, out_plane = windows_.out().size() * L;
    for_planes(windows_, in.rows, context, [&](Index p) {
      const T *x = in.data + p * in_plane, *y = out.data + p * out_plane, *g = grad_out.data + p * out_plane;
      T* to = grad_in.data + p * in_plane;
      std::fill_n(to, in_plane, T(0));
      if (std::isinf(p_)) {
        extreme_gradient<L>(windows_, p_ > 0 ? T(1) : T(-1), x, g, to);
      } else {
        norm_gradient<L>(windows_, p_, kernel_, x, y, g, to);
      }
    });
  });
}

template class LPPool<float>;
template class LPPool<double>;

template Registration<LayerConfig> registration<LayerConfig, LPPool1dConfig>();
template Registration<LayerConfig> registration<LayerConfig, LPPool2dConfig>();

}  // namespace runner
