#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "record/checkpoint.h"

namespace runner {

/// A run that was left before its end, and where its files are. They may still be written to: only what the
/// checkpoint counts is taken from them.
struct LeftRun {
  std::filesystem::path folder;
  Checkpoint checkpoint;
};

/// The private folders in runs/ that other processes have left, by run. A process that was killed can't say
/// so; its last checkpoint is as good as that of one that could.
class Leftovers {
 public:
  /// Looks once, and clears away what nobody will miss: folders of runs that have a result, and those of
  /// processes that are gone and have left no checkpoint.
  explicit Leftovers(const std::filesystem::path& results);

  /// The furthest that this run has come, published (interrupted, failed) or not. Nothing where it has to
  /// start anew.
  std::optional<LeftRun> furthest(const std::string& id) const;

  /// Removes what was left of a run that now has its result.
  void clear(const std::string& id) const;

 private:
  std::filesystem::path results_;
  std::map<std::string, std::vector<std::filesystem::path>> folders_;
};

}  // namespace runner
