#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "spec/error_sink.h"
#include "tensor/matrix.h"

// What layers over windows (convolution, pooling, padding) are told of sizes: kernel_size: 3, or [3, 5].

namespace runner {

/// A size along each dimension of a picture or a series: one number for all of them, or a list with one for
/// each, [height, width] as in torch.nn.
using Extents = std::variant<std::int64_t, std::vector<std::int64_t>>;

/// The sizes along `dimensions` dimensions, 1 or 2. Nothing after an error at `parameter`, where a list has
/// another length.
std::optional<Shape> check_extents(const Extents& extents, std::size_t dimensions, std::string_view parameter,
                                   ErrorSink& sink);

/// The same where `check_extents` had nothing to say.
Shape along(const Extents& extents, std::size_t dimensions);

/// "3 × 5", as messages show a window or a picture; "3" of a series.
std::string extents_text(const Shape& extents);

}  // namespace runner
