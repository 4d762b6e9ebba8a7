#pragma once

#include <string>
#include <string_view>

#include "config/node.h"
#include "spec/registry.h"
#include "spec/type.h"

namespace runner {

/// Characters of a value in a message.
inline constexpr std::size_t longest_shown = 70;

/// Whether a value is small enough to be looked at whole.
bool is_short(const Node& node);

/// None as null, True as true; any other value as it is.
Node yaml_value(const Node& node);

/// A value as a message shows it, on one line; "…" for a long one.
std::string shown_value(const Node& value);

/// A value that a type takes, as YAML; with an "…" in it where none is known. `key`: whose value it is.
std::string example_of(std::string_view key, const Type& type, const Registries& registries);

}  // namespace runner
