#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "record/checkpoint.h"
#include "record/private_folder.h"

namespace runner {

/// A run that was left before its end, and where its files are. They may still be written to: only what the
/// checkpoint counts is taken from them.
struct LeftRun {
  std::filesystem::path folder;
  Checkpoint checkpoint;
  std::optional<Claim> claim;  ///< of a private folder: while this lives nobody clears it away
  std::string id = {};         ///< whose it is; another run's goes on where both are the same so far
};

/// How far a run has come.
struct Furthest {
  std::optional<LeftRun> run;  ///< nothing where it has to start anew
  std::string damage;          ///< what was left and is damaged, and where; empty where nothing is
};

/// Where the run `id` was left whose published folder this is. Nothing without a checkpoint, or with a
/// damaged one, and then `damage` says why; the folder itself has been looked at. Throws FileError.
std::optional<LeftRun> left_in(const std::filesystem::path& folder, const std::string& id,
                               std::string& damage);

/// The private folders in runs/ that other processes have left, by run. A process that was killed can't say
/// so; its last checkpoint is as good as that of one that could.
class Leftovers {
 public:
  /// Looks once. What nobody will miss is cleared away: folders of runs that have a result, and those of
  /// processes that are gone and have left no checkpoint. A run that has its result, and whose process was
  /// killed before it was published, is published. Throws FileError.
  explicit Leftovers(const std::filesystem::path& results);

  /// The furthest that this run has come, published (interrupted, failed) or not. Throws FileError.
  Furthest furthest(const std::string& id) const;

  /// Removes what was left of a run that has now come further.
  void clear(const std::string& id) const;

 private:
  struct Folder {
    std::filesystem::path path;
    PrivateName name;
  };
  void look_at(const std::filesystem::path& folder, const PrivateName& name);

  std::filesystem::path results_;
  std::map<std::string, std::vector<Folder>> folders_;
};

}  // namespace runner
