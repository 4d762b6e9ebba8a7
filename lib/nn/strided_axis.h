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

/// The values of a sample along one of its dimensions, line beside line: value i of a line lies i · stride
/// behind its first.
struct StridedAxis {
  Index length = 1;
  Index stride = 1;
};

/// What every option `dim` says.
inline constexpr const char* dim_help =
    "The dimension, counted as in PyTorch: 0 is the batch, -1 the last; the batch itself is no choice.";

/// The lines along `dim`; nothing where a batch of such samples has no such dimension, or it is the batch.
std::optional<StridedAxis> axis_along(std::int64_t dim, const Shape& sample);

/// The same, with an error at `dim`.
std::optional<StridedAxis> check_dim(std::int64_t dim, const Shape& sample, ErrorSink& sink);

/// The shape is kept; warns where a line is a single value, whose softmax is 1 whatever it is.
std::optional<Shape> softmax_shape(std::string_view layer, std::int64_t dim, const Shape& sample,
                                   ErrorSink& sink);

/// Taken off before any exponential, so that none overflows.
template <class T>
T largest(const T* values, Index count) {
  return *std::max_element(values, values + count);
}

/// Calls work(offset) for the first value of every line among `total` values.
template <class Work>
void for_axis(int threads, Index total, const StridedAxis& lines, const Work& work) {
  constexpr Index values_per_piece = Index{1} << 14U;  // some 20 µs of exponentials
  for_chunks(threads, total / lines.length, std::max(values_per_piece / lines.length, Index{1}),
             [&](Index first, Index count) {
               for (Index line = first; line < first + count; ++line) {
                 const Index block = line / lines.stride, within = line % lines.stride;
                 work(block * lines.length * lines.stride + within);
               }
             });
}

}  // namespace runner
