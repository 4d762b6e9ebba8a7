#pragma once

#include <cstddef>
#include <optional>

#include "base/diagnostics.h"
#include "config/node.h"

namespace runner {

constexpr std::size_t largest_yaml = 1U << 20U;  ///< bytes

/// Reads the part of a source from the byte `begin` on as one YAML document; nothing there is null.
std::optional<Node> parse_part(const SourcePtr& source, std::size_t begin, Diagnostics& diagnostics);

}  // namespace runner
