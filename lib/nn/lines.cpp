#include "nn/lines.h"

#include <fmt/format.h>

namespace runner {

std::optional<Lines> lines_along(std::int64_t dim, const Shape& sample) {
  const auto dimensions = static_cast<std::int64_t>(sample.size()) + 1;  // of a batch
  if (dim < 0) dim += dimensions;
  if (dim < 1 || dim >= dimensions) return std::nullopt;
  return Lines{.length = sample[static_cast<std::size_t>(dim) - 1],
               .stride = size_of({sample.begin() + dim, sample.end()})};
}

std::optional<Lines> check_dim(std::int64_t dim, const Shape& sample, Complaints& complaints) {
  const std::optional<Lines> lines = lines_along(dim, sample);
  if (!lines) {
    complaints.error(
        "dim", fmt::format("dim is {}, but the layer receives {}: 1 to {} or -{} to -1 are possible", dim,
                           batch_text(sample), sample.size(), sample.size()));
  }
  return lines;
}

std::optional<Shape> softmax_shape(std::string_view layer, std::int64_t dim, const Shape& sample,
                                   Complaints& complaints) {
  const std::optional<Lines> lines = check_dim(dim, sample, complaints);
  if (!lines) return std::nullopt;
  if (lines->length == 1) {
    complaints.warning("", fmt::format("{} over a single output gives the same number whatever the input is; "
                                       "for one output use Sigmoid",
                                       layer));
  }
  return sample;
}

}  // namespace runner
