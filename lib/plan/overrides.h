#pragma once

#include <string>
#include <vector>

#include "config/node.h"
#include "plan/axes.h"

namespace runner {

/// The dotted keys of a file that the command line has changed, as far as they tell configurations apart: not
/// the seed, the name and its like, and not what the sweep sets in their place. A map without a type stands
/// for the keys in it.
std::vector<std::string> overridden_keys(const Node& root, const Axes& axes);

}  // namespace runner
