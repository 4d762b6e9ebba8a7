#include "nn/initializers/fan.h"

#include <fmt/format.h>

namespace runner {

Fan fan_of(const Shape& shape) {
  const Index field = size_of({shape.begin() + 2, shape.end()});
  return {.in = static_cast<double>(shape[1] * field), .out = static_cast<double>(shape[0] * field)};
}

void check_fan(std::string_view initializer, const Shape& shape, ErrorSink& sink) {
  if (shape.size() >= 2) return;
  sink.error("", fmt::format("{} needs a tensor of at least two dimensions, not {}", initializer,
                             shape_text(shape)));
}

}  // namespace runner
