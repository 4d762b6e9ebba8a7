#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "plan/sweep_config.h"

namespace runner {

class Registries;

/// What stands at a dotted key of a configuration; null where nothing does.
using Lookup = std::function<const Node*(std::string_view key)>;

/// Whether every key of a condition has what is asked for there. A list means any of its items (or that very
/// list); a map, that each of its keys fits; a component is known by its type, in any spelling; numbers are
/// compared as numbers; null fits what is not there.
bool holds(const KeyValues& condition, const Lookup& lookup, const Registries& registries);

}  // namespace runner
