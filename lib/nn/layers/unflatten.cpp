#include "nn/layers/unflatten.h"

#include <fmt/format.h>

#include <algorithm>

#include "nn/strided_axis.h"
#include "spec/registration.h"

namespace runner {
namespace {

constexpr double most_unflattened = 1 << 24;

}  // namespace

Spec<UnflattenConfig> UnflattenConfig::spec() {
  using C = UnflattenConfig;
  return Spec<C>("Unflatten", "Sees a row of values as a picture or series: one dimension becomes several.")
      .source("torch.nn.Unflatten")
      .formula("[N, 784] becomes [N, 1, 28, 28] by unflattened_size: [1, 28, 28]")
      .field("dim", &C::dim, dim_help)
      .required_list("unflattened_size", &C::unflattened_size,
                     "The sizes in its place, [channels, height, width] of a picture; one of them may be -1, "
                     "what is left.",
                     closed(-1, most_unflattened))
      .check("unflattened_size", "unflattened_size has sizes from 1 on, and at most one -1", [](const C& c) {
        return std::ranges::count(c.unflattened_size, 0) == 0 &&
               std::ranges::count(c.unflattened_size, -1) <= 1;
      });
}

std::optional<Shape> UnflattenConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  const std::optional<StridedAxis> axis = check_dim(dim, input, sink);
  if (!axis) return std::nullopt;
  Shape sizes(unflattened_size.begin(), unflattened_size.end());
  const auto open = std::ranges::find(sizes, Index{-1});
  const bool is_open = open != sizes.end();
  if (is_open) *open = 1;
  const Index known = size_of(sizes);
  if (is_open ? axis->length % known != 0 : axis->length != known) {
    sink.error(
        "unflattened_size",
        fmt::format("unflattened_size {} has {}{} values, but the layer receives {}: {} are to be laid "
                    "out",
                    shape_text({unflattened_size.begin(), unflattened_size.end()}),
                    is_open ? "a multiple of " : "", known, batch_text(input), axis->length));
    return std::nullopt;
  }
  if (is_open) *open = axis->length / known;
  const auto at = input.begin() + (dim < 0 ? dim + static_cast<std::int64_t>(input.size()) : dim - 1);
  Shape output(input.begin(), at);
  output.insert(output.end(), sizes.begin(), sizes.end());
  output.insert(output.end(), at + 1, input.end());
  return output;
}

template Registration<LayerConfig> registration<LayerConfig, UnflattenConfig>();

}  // namespace runner
