#pragma once

#include <filesystem>
#include <string>
#include <unordered_set>

namespace runner {

/// The ids of the runs that are being trained: their private folder belongs to a living process of this host,
/// or to one of another host that has written to it within the last ten minutes.
std::unordered_set<std::string> running_runs(const std::filesystem::path& results);

}  // namespace runner
