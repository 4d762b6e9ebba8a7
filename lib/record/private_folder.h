#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_set>

namespace runner {

/// The folder of a run while it is written: hidden, and of this process alone.
std::filesystem::path private_run_folder(const std::filesystem::path& results, const std::string& id);

/// Who writes a private folder or file.
struct Maker {
  std::string run;     ///< the run's id; empty for a file
  bool here = false;   ///< a process of this host
  bool alive = false;  ///< that is still there; unknown, and true, for another host
};

/// Nothing where a name is not a private one: `.<id>.<private name>` for a run, `.<private name>.tmp` for a
/// file.
std::optional<Maker> maker_of(const std::string& name, bool of_run);

/// The ids of the runs that are being trained: their private folder belongs to a living process of this host,
/// or to one of another host that has written to it within the last ten minutes.
std::unordered_set<std::string> running_runs(const std::filesystem::path& results);

}  // namespace runner
