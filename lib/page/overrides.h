#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "config/node.h"

namespace runner::page {

/// The words `key=value` that lead from one configuration to the other, in the order of its keys.
std::vector<std::string> differences(const Node& from, const Node& to);

/// Those of a results folder; none where it had none. However it was called, they are the same.
std::vector<std::string> overrides_of(const std::filesystem::path& results);

}  // namespace runner::page
