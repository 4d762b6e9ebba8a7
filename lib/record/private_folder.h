#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <unordered_set>

#include "base/owner_lock.h"

namespace runner {

/// The file of a private run folder that its owner holds a lock on, the first that is made and the last that
/// is removed.
inline constexpr const char* locked_file = "config.yaml";

/// The folder of a run while it is written: hidden, and of this process alone, which makes it and then owns
/// its `locked_file`.
std::filesystem::path private_run_folder(const std::filesystem::path& results, const std::string& id);

/// A private folder of a run, or a private file, by its name.
struct PrivateName {
  std::string run;      ///< the run's id; empty for a file
  bool locked = false;  ///< its owner holds a lock; before format 2 there was none
  bool here = false;    ///< made on this host
  bool alive = false;   ///< by a process that is still there, by its number; unknown, and true, elsewhere
};

/// Nothing where a name is not a private one: `.<id>.<private name>` for a run, `.<private name>.tmp` for a
/// file.
std::optional<PrivateName> private_name_of(const std::string& name, bool of_run);

/// Somebody's private folder or file as this process finds it.
struct TakenOver {
  LockOwner owner = LockOwner::unknown;
  std::optional<Claim> claim;  ///< where the owner is gone: nobody else takes it over while this lives
};

/// Tries to take over a private folder or file. An owner on another host that has let go of its lock counts
/// as gone after ten minutes without a write: there may be file systems whose locks are of one host. Throws
/// FileError where it can't be told.
TakenOver take_over(const std::filesystem::path& path, const PrivateName& name);

/// Removes a private folder or file; what can't be removed does no harm.
void remove_private(const std::filesystem::path& path);

/// The private folders of the runs that are being trained, by the runs' ids: somebody holds the lock of such
/// a folder; without a lock it belongs to a living process of this host, or to one of another host that has
/// written to it within the last ten minutes. Throws FileError.
std::map<std::string, std::filesystem::path> running_folders(const std::filesystem::path& results);

/// The ids alone. Throws FileError.
std::unordered_set<std::string> running_runs(const std::filesystem::path& results);

}  // namespace runner
