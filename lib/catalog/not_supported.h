#pragma once

#include "spec/registry.h"

namespace runner {

/// What PyTorch has and an experiment file can't use, with reason and alternative: the one list.
void add_not_supported(Registries& registries);

}  // namespace runner
