#pragma once

#include "config/node.h"
#include "spec/type.h"

namespace runner {

/// Whether nothing in an option's place (`grid:`) is as if it were not written: its default does nothing, or
/// it is a section of options.
bool may_be_empty(const Type& type, bool required, const Node& default_value);

}  // namespace runner
