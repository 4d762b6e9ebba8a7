#pragma once

#include <set>
#include <string>
#include <vector>

#include "support/reference.h"

namespace runner {

/// The cases of tests/reference/layers/*.json: a layer by itself with PyTorch's numbers (make_layers.py).
const std::vector<nlohmann::json>& layer_cases_of_pytorch();

/// The types of the layers that have cases there.
std::set<std::string> layers_with_cases();

}  // namespace runner
