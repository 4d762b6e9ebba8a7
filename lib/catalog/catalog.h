#pragma once

#include "spec/registry.h"

namespace runner {

/// Every component that exists: the one list. Made once.
const Registries& catalog();

}  // namespace runner
