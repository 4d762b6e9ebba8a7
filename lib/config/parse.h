#pragma once

#include <cstddef>
#include <optional>

#include "base/diagnostics.h"
#include "config/node.h"

namespace runner {

/// What a document may come to.
struct YamlLimits {
  std::size_t bytes = 1U << 20U;
  std::size_t values = 200'000;
};

/// Reads the part of a source from the byte `begin` on as one YAML document; nothing there is null.
std::optional<Node> parse_part(const SourcePtr& source, std::size_t begin, Diagnostics& diagnostics);

/// As `parse_yaml`, within limits of its own.
std::optional<Node> parse_within(const YamlLimits& limits, SourcePtr source, Diagnostics& diagnostics);

}  // namespace runner
