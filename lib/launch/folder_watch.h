#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "launch/survey.h"
#include "plan/plan.h"
#include "record/live_view.h"

namespace runner {

/// A run that another process trains, as the rows that it has written so far tell.
class FollowedRun {
 public:
  /// `folder`: the run's private one; `primary_of_part`: the columns that may rank, the first of them that
  /// the rows have does.
  FollowedRun(std::filesystem::path folder, std::string name, std::int64_t epochs,
              std::vector<Column> primary_of_part);

  /// Reads the rows that have come since. A file that is not there yet, or is gone, has none.
  void look();
  const LiveRun& seen() const { return seen_; }
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::file_time_type began() const { return began_; }

 private:
  void take_rows(const std::string& rows);

  std::filesystem::path folder_;
  std::vector<Column> candidates_;
  std::filesystem::file_time_type began_;
  std::string heading_;    // of metrics.csv, with its line feed; empty: not read yet
  std::int64_t read_ = 0;  // bytes
  LiveRun seen_;
};

/// The runs of a plan while others train them, from the results folder alone. It is only read: who trains
/// doesn't notice.
class FolderWatch {
 public:
  FolderWatch(const Plan& plan, std::filesystem::path results, const Registries& registries);

  /// Looks again. Throws FileError where a run can't be read. Valid until it is called again.
  const LiveState& look();

  /// As they stood then, in the order of the plan.
  const std::vector<Standing>& standings() const { return standings_; }
  /// Whether nothing was running then or missing.
  bool all_ended() const;

 private:
  using File = std::filesystem::path;
  using Time = std::filesystem::file_time_type;
  void follow(std::size_t run, const File& folder);
  void take_result(std::size_t run);
  void estimate();

  const Plan& plan_;
  const File results_;
  const Registries& registries_;
  std::vector<Standing> standings_;
  std::vector<bool> has_ended_;  // with its result, which was taken
  std::map<std::size_t, FollowedRun> followed_;
  LiveState state_;
  struct Begin {
    Time time;
    std::size_t ended = 0;
    double done = 0;  // runs, and parts of runs
  };
  std::optional<Begin> first_;  // as it was when this watch first saw something run
};

}  // namespace runner
