#pragma once

#include <string>
#include <vector>

#include "plan/axes.h"

namespace runner {

/// What the tables show of each configuration: what is swept, and behind the grid, where config.yaml has it,
/// what the command line has changed.
std::vector<std::string> shown_keys(const Axes& axes, const std::vector<std::string>& overridden);

/// The keys that repeat configurations.
std::vector<std::string> repeating_keys(const Axes& axes);

/// Those that have a column of their own.
std::vector<std::string> repeated_names(const Axes& axes);

/// Per name, whether nothing but cases sets it.
std::vector<bool> only_in_cases(const std::vector<std::string>& names, const Axes& axes);

}  // namespace runner
