#pragma once

#include <string_view>

#include "spec/error_sink.h"
#include "tensor/matrix.h"

namespace runner {

/// How many values feed an output of a weight, and how many outputs a value feeds. Source: torch.nn.init,
/// _calculate_fan_in_and_fan_out.
struct Fan {
  double in = 1;
  double out = 1;
};

/// Of a tensor of two dimensions or more, outputs first.
Fan fan_of(const Shape& shape);

/// Reports an error where a tensor has no fan: biases have one dimension.
void check_fan(std::string_view initializer, const Shape& shape, ErrorSink& sink);

}  // namespace runner
