#include "nn/strided_axis.h"

#include <fmt/format.h>

// PyTorch counts `dim` with the batch as dimension 0, and shapes here are without it; all that is told to the
// user is in PyTorch's count.

namespace runner {

std::optional<StridedAxis> axis_along(std::int64_t dim, const Shape& sample) {
  const auto dimensions = static_cast<std::int64_t>(sample.size()) + 1;  // of a batch
  if (dim < 0) dim += dimensions;
  if (dim < 1 || dim >= dimensions) return std::nullopt;
  return StridedAxis{.length = sample[static_cast<std::size_t>(dim) - 1],
                     .stride = size_of({sample.begin() + dim, sample.end()})};
}

std::optional<StridedAxis> check_dim(std::int64_t dim, const Shape& sample, ErrorSink& sink) {
  const std::optional<StridedAxis> axis = axis_along(dim, sample);
  if (!axis) {
    sink.error("dim", fmt::format("dim is {}, but the layer receives {}: 1 to {} or -{} to -1 are possible",
                                  dim, batch_text(sample), sample.size(), sample.size()));
  }
  return axis;
}

std::optional<Shape> softmax_shape(std::string_view layer, std::int64_t dim, const Shape& sample,
                                   ErrorSink& sink) {
  const std::optional<StridedAxis> axis = check_dim(dim, sample, sink);
  if (!axis) return std::nullopt;
  if (axis->length == 1) {
    sink.warning("", fmt::format("{} over a single output gives the same number whatever the input is; "
                                 "for one output use Sigmoid",
                                 layer));
  }
  return sample;
}

}  // namespace runner
