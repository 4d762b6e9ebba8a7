#pragma once

#include "nn/pool_windows.h"
#include "spec/spec.h"

// What every pooling says of an option that many have.

namespace runner {

inline constexpr double most_extent = 1 << 24;

inline constexpr const char* kernel_help = "Size of a window: one number, or [height, width].";
inline constexpr const char* series_kernel_help = "Length of a window.";
inline constexpr const char* stride_help =
    "How far apart windows begin; by default they lie side by side, kernel_size apart.";
inline constexpr const char* ceil_help =
    "Whether there is a last window that only begins inside the picture or the padding before it.";
inline constexpr const char* output_size_help =
    "Size of the output: one number, or [height, width], where null is the input's.";
inline constexpr const char* series_output_size_help = "Length of the output.";

/// The options of a window that every pooling has.
template <class C>
Spec<C>& with_window_fields(Spec<C>& spec, const char* kernel) {
  return spec.required("kernel_size", &C::kernel_size, kernel, closed(1, most_extent))
      .field("stride", &C::stride, stride_help, closed(1, most_extent));
}

}  // namespace runner
