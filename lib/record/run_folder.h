#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "train/observer.h"

namespace runner {

/// What the folder of a run says about it, without its rows.
struct RunResult {
  Status status = Status::failed;
  std::string message;
  std::int64_t epochs = 0;
  std::int64_t iterations = 0;
  std::int64_t samples = 0;
  std::int64_t parameters = 0;
  std::optional<double> seconds;
  std::vector<Column> columns;  ///< what metrics.csv measures
  std::string primary;          ///< the column that ranks; empty where nothing was measured
};

/// results/<name>/runs/<id>
std::filesystem::path run_folder(const std::filesystem::path& results, const std::string& id);

/// run.json as text, and back. Seconds are left out without a value. Of a column it keeps the name and
/// whether higher is better; `recorded_column` knows the rest from them.
std::string run_json(const RunResult& run);

/// Nothing where there is no such folder, or where its files are damaged.
std::optional<RunResult> read_run(const std::filesystem::path& folder);

/// How the run ended, from as little of its folder as possible. Nothing where there is no whole folder.
std::optional<Status> read_status(const std::filesystem::path& folder);

/// How each run ended that is in this results folder, by its id.
std::unordered_map<std::string, Status> published_runs(const std::filesystem::path& results);

/// Makes the folder for an experiment's results, with `config` as its config.yaml, and clears away
/// half-written tables of processes of this host that are gone. Throws std::runtime_error.
void open_results(const std::filesystem::path& results, std::string_view config);

/// Clears away what killed processes of this host have left in a results folder.
void clear_left_overs(const std::filesystem::path& results);

/// Moves a run's whole private folder to its place by one rename. A result that is there already stays and
/// `from` is dropped, unless `replace` is set and `from` is a result as well; anything else makes way.
/// Throws std::runtime_error; then `from` is still there.
void publish_run(const std::filesystem::path& from, const std::filesystem::path& to, bool replace);

}  // namespace runner
