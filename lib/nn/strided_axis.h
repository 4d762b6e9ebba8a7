#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/parallel.h"
#include "spec/error_sink.h"
#include "tensor/matrix.h"

namespace runner {

/// One of a sample's dimensions, as memory has it: value i along it lies i · stride behind the first. A
/// sample of size_of(shape) values has size / length such rows of values, which interleave where stride > 1.
struct StridedAxis {
  Index length = 1;
  Index stride = 1;
};

/// The same axis where samples lie side by side (tensor/lanes.h): the lanes between two values of a sample
/// are those of others.
inline StridedAxis in_lanes(const StridedAxis& axis, Index lanes) {
  return {axis.length, axis.stride * lanes};
}

/// What every option `dim` says.
inline constexpr const char* dim_help =
    "The dimension, counted as in PyTorch: 0 is the batch, -1 the last; the batch itself is no choice.";

/// The axis `dim`, counted with the batch as PyTorch does (negative: from the last); nothing where a batch of
/// such samples has no such dimension, or it is the batch.
std::optional<StridedAxis> axis_along(std::int64_t dim, const Shape& sample);

/// The same; where there is none, an error at the field `dim`.
std::optional<StridedAxis> check_dim(std::int64_t dim, const Shape& sample, ErrorSink& sink);

/// The shape is kept; warns where the axis has length 1: softmax is then 1 whatever it is.
std::optional<Shape> softmax_shape(std::string_view layer, std::int64_t dim, const Shape& sample,
                                   ErrorSink& sink);

/// Taken off before any exponential, so that none overflows.
template <class T>
T largest(const T* values, Index count) {
  return *std::max_element(values, values + count);
}

/// Calls work(offset) with the place of the first value of each row along `axis`, of the `total` values of a
/// batch, on up to `threads` threads. Rows are independent, so their number changes no bit of a result.
template <class Work>
void for_axis(int threads, Index total, const StridedAxis& axis, const Work& work) {
  constexpr Index values_per_piece = Index{1} << 14U;  // some 20 µs of exponentials
  for_chunks(threads, total / axis.length, std::max(values_per_piece / axis.length, Index{1}),
             [&](Index first, Index count) {
               for (Index i = first; i < first + count; ++i) {
                 const Index block = i / axis.stride, within = i % axis.stride;
                 work(block * axis.length * axis.stride + within);
               }
             });
}

}  // namespace runner
