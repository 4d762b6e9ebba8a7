#include "nn/pictures.h"

#include <fmt/format.h>

namespace runner {

Planes planes_of(const Shape& sample) {
  if (sample.size() == 2) return {sample[0], 1, sample[1]};
  return {sample[0], sample[1], sample[2]};
}

Shape shape_of(const Planes& planes, std::size_t dimensions) {
  if (dimensions == 1) return {planes.channels, planes.width};
  return {planes.channels, planes.height, planes.width};
}

bool check_planes(std::string_view layer, const Shape& sample, std::size_t dimensions, ErrorSink& sink) {
  if (sample.size() == dimensions + 1) return true;
  sink.error("", fmt::format("{} takes {}, but the layer receives {}; {}", layer,
                             dimensions == 1 ? "series, [N, channels, length]"
                                             : "pictures, [N, channels, height, width]",
                             batch_text(sample),
                             sample.size() < dimensions + 1
                                 ? "put an Unflatten before it"
                                 : (dimensions == 1 ? "for pictures there is the layer whose name ends in 2d"
                                                    : "put a Flatten and an Unflatten before it")));
  return false;
}

OutputRange range_within(OutputRange input) {
  if (input == OutputRange::probabilities) return OutputRange::unit_interval;
  if (input == OutputRange::log_probabilities) return OutputRange::any;
  return input;
}

}  // namespace runner
