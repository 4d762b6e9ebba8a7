#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace runner {

// The iterators of std::filesystem allocate where they may not throw, and so end the process where memory
// runs out (libstdc++ 12).

/// The names of what a folder holds, in the system's order. `error` is the system's reason, 0 where it could
/// be read whole.
std::vector<std::string> names_in(const std::filesystem::path& folder, int& error);

/// Removes a file, or a folder with all that is in it, as far as that can be done.
void remove_whole(const std::filesystem::path& path) noexcept;

}  // namespace runner
