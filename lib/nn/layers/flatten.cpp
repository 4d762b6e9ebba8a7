#include "nn/layers/flatten.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<FlattenConfig> FlattenConfig::spec() {
  using C = FlattenConfig;
  return Spec<C>("Flatten", "Lays out a sample of any shape, or some dimensions of it, as one row of values.")
      .source("torch.nn.Flatten")
      .formula("[N, 8, 8] becomes [N, 64]")
      .field("start_dim", &C::start_dim,
             "The first dimension of those that become one, counted as in PyTorch: 0 is the batch, -1 the "
             "last; the batch itself is no choice.")
      .since(2)
      .field("end_dim", &C::end_dim, "The last of them.")
      .since(2);
}

std::optional<Shape> FlattenConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  const auto dimensions = static_cast<std::int64_t>(input.size()) + 1;  // of a batch
  const auto counted = [&](std::int64_t dim) { return dim < 0 ? dim + dimensions : dim; };
  const std::int64_t first = counted(start_dim), last = counted(end_dim);
  const auto is_one = [&](std::int64_t dim) { return dim >= 1 && dim < dimensions; };
  if (input.empty()) return Shape{1};
  if (!is_one(first) || !is_one(last)) {
    const bool at_start = !is_one(first);
    sink.error(at_start ? "start_dim" : "end_dim",
               fmt::format("{} is {}, but the layer receives {}: 1 to {} or -{} to -1 are possible",
                           at_start ? "start_dim" : "end_dim", at_start ? start_dim : end_dim,
                           batch_text(input), input.size(), input.size()));
    return std::nullopt;
  }
  if (first > last) {
    sink.error("end_dim", fmt::format("end_dim {} lies before start_dim {} in {}", end_dim, start_dim,
                                      batch_text(input)));
    return std::nullopt;
  }
  Shape output(input.begin(), input.begin() + first - 1);
  output.push_back(size_of({input.begin() + first - 1, input.begin() + last}));
  output.insert(output.end(), input.begin() + last, input.end());
  return output;
}

template Registration<LayerConfig> registration<LayerConfig, FlattenConfig>();

}  // namespace runner
