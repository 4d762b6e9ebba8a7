#pragma once

#include <span>
#include <vector>

namespace runner {

// Several tests at once: p values that may be held against one level together. Those that are NaN are no
// tests; they stay and don't count.

/// Holm's step-down p values: no true hypothesis of the family is rejected, but for the level's chance.
std::vector<double> holm(std::span<const double> p);

}  // namespace runner
