#pragma once

#include <string>

#include "data/source.h"

namespace runner {

/// One line that says what was read of a file: rows, features, classes with their rows or the range of the
/// target, what was left out, what was decided. Empty for data that is in no file.
std::string read_text(const DataConfig& config, const Dataset& data);

}  // namespace runner
