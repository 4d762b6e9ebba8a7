#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "train/observer.h"

namespace runner {

/// What was fitted to the data, see model/fitted_data.h.
inline constexpr const char* model_file = "model.json";

/// A file of a run's folder, and the XXH3 of its bytes.
struct ProvenFile {
  std::string name, hash;
};

/// What the folder of a run says about it, without its rows.
struct RunResult {
  Status status = Status::failed;
  std::string message;
  std::int64_t epochs = 0;
  std::int64_t iterations = 0;
  std::int64_t samples = 0;
  std::int64_t parameters = 0;
  std::optional<FoldRows> fold;  ///< where the data is divided into folds
  std::optional<double> seconds;
  std::vector<Column> columns;         ///< what metrics.csv measures
  std::string primary;                 ///< the column that ranks; empty where nothing was measured
  Baseline baseline = {};              ///< no values where there is none
  std::string id;                      ///< empty in format 1, which has no proof
  std::vector<ProvenFile> files = {};  ///< all but run.json; empty in format 1
};

/// results/<name>/runs/<id>
std::filesystem::path run_folder(const std::filesystem::path& results, const std::string& id);

/// True for what a run's folder is called: the id alone, 16 hexadecimal digits.
bool is_run_id(const std::string& name);

/// run.json as text, and back. Seconds are left out without a value. Of a column it keeps the name and
/// whether higher is better; `recorded_column` knows the rest from them. With an id the last key is the XXH3
/// of the text before it, and says that the run is the one of this id, with these files.
std::string run_json(const RunResult& run);

/// How closely a run's folder is looked at.
enum class Look {
  at_its_end,  ///< run.json and status
  at_all       ///< every byte of every file
};

/// What is in the place of a run's folder.
struct FoundRun {
  bool there = false;  ///< something is
  std::string damage;  ///< why it is no run, or not the one that was written; empty for a good one
  std::optional<RunResult> result;  ///< of a good one

  bool is_damaged() const { return there && !result; }
  bool is_proven() const { return result && !result->id.empty(); }  ///< else it is of format 1
};

/// Looks at the folder of the run `id`, of any one where that is empty. Throws FileError, with the file,
/// where it can't be read whether there is a good run, and LaterFormat.
FoundRun find_run(const std::filesystem::path& folder, const std::string& id, Look look);

/// By the folder's name.
FoundRun find_run(const std::filesystem::path& folder, Look look);

/// Nothing where there is no run, or a damaged one. Throws as `find_run` does.
std::optional<RunResult> read_run(const std::filesystem::path& folder);

/// True where the files say that the run has its result.
bool holds_result(const std::filesystem::path& folder);

/// What is found of every run in a results folder, those of other plans included.
struct Verified {
  std::size_t proven = 0, unproven = 0;
  std::vector<std::string> damaged;  ///< a line for each: its folder and why
};

/// Looks at every byte of every run. What can't be read counts as damaged here.
Verified verify_results(const std::filesystem::path& results);

/// Of a results folder, its pictures.
inline constexpr const char* figures_folder = "figures";

/// Makes the folder for an experiment's results, with `config` as its config.yaml, and clears away
/// half-written tables of processes that are gone. Throws std::runtime_error.
void open_results(const std::filesystem::path& results, std::string_view config);

/// Clears away what killed processes have left in a results folder, and puts in its place a run that had its
/// result and was not published any more. Throws FileError.
void clear_left_overs(const std::filesystem::path& results);

/// Moves a run's whole private folder to its place by one rename, or by one exchange with what is there. A
/// result that is there already stays and `from` is dropped, unless `replace` is set and `from` is a result
/// as well; anything else makes way. Throws std::runtime_error; then `from` is still there.
void publish_run(const std::filesystem::path& from, const std::filesystem::path& to, bool replace);

}  // namespace runner
