#pragma once

#include <filesystem>

namespace runner {

/// Whether every part of a packed file of XML parts (.xlsx) can be unpacked and is a whole element.
/// Throws FileError where the file can't be read.
bool are_parts_whole(const std::filesystem::path& file);

}  // namespace runner
