#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "spec/error_sink.h"
#include "tensor/fit.h"
#include "tensor/matrix.h"

// What layers without parameters that look at pictures have in common.

namespace runner {

/// A sample as channels that each are a plane of values; a series has planes of height 1.
struct Planes {
  Index channels = 1, height = 1, width = 1;

  Index size() const { return height * width; }
};

/// Of a sample [channels, length] or [channels, height, width].
Planes planes_of(const Shape& sample);

/// The shape of a sample with so many dimensions beside the channels, 1 or 2, whose planes these are.
Shape shape_of(const Planes& planes, std::size_t dimensions);

/// Whether a sample has channels and so many dimensions, 1 or 2, beside them; an error at the layer where it
/// has not.
bool check_planes(std::string_view layer, const Shape& sample, std::size_t dimensions, ErrorSink& sink);

/// What is known of values of which each is one of the inputs or a mean of some, or a 0.
OutputRange range_within(OutputRange input);

/// Values in lanes that are worth waking a thread for: some 20 µs of a pass over memory.
inline constexpr Index picture_piece = Index{1} << 16U;

}  // namespace runner
