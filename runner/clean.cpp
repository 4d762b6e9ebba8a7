#include <algorithm>

#include "base/files.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "config/yaml.h"
#include "experiment_file.h"
#include "launch/other_runs.h"
#include "launch/survey.h"
#include "output.h"
#include "record/private_folder.h"
#include "report/tables.h"
#include "results_folder.h"

namespace runner {

namespace {

void add_ids(const Plan& plan, RunIds& ids) {
  ids.merge(ids_of(plan));
}

/// The runs that some file asks for: that of the last call, with its overrides and without, and those that
/// are named. Nothing after an error: whoever does not know what is asked for removes nothing.
std::optional<RunIds> asked_for(const Plan& plan, const Options& options, DataFiles& files,
                                Diagnostics& diagnostics) {
  RunIds ids = ids_of(plan);
  const std::filesystem::path own = options.files.front() / std::filesystem::path(own_file);
  std::vector<std::string> others(options.files.begin() + 1, options.files.end());
  if (is_there(own)) others.push_back(own.string());
  Options plain;
  plain.results = std::filesystem::path(options.files.front()).parent_path();
  for (const std::string& file : others) {
    if (const auto more = plan_of_file(file, plain, files, diagnostics)) add_ids(*more, ids);
  }
  for (const auto& [path, hash] : files.hashes())
    if (hash.empty())
      diagnostics.error({}, fmt::format("cannot read '{}': without the data it can't be told which runs are "
                                        "asked for",
                                        path.string()));
  return diagnostics.has_errors() ? std::nullopt : std::optional(std::move(ids));
}

/// A line for each of the runs, with its label where it stands in the tables.
void print_list(const std::vector<std::string>& ids, const Plan& shown, const std::filesystem::path& results,
                const std::unordered_set<std::string>& running) {
  for (const std::string& id : ids) {
    const auto known = std::find_if(shown.runs.begin(), shown.runs.end(),
                                    [&](const PlannedRun& run) { return run.id == id; });
    const Standing standing = standing_of(results, id, running);
    if (known != shown.runs.end()) {
      say("{}", Lines{run_line(shown, *known, standing, results)});
    } else {
      say("  {:<11}  {}\n", choice_name(standing), id);
    }
  }
}

/// Removes them. False where one stays.
bool remove_runs(const std::vector<std::string>& ids, const std::filesystem::path& results) {
  std::size_t removed = 0;
  for (const std::string& id : ids) {
    const std::string why = remove_run(results, id);
    if (why.empty()) {
      ++removed;
    } else {
      tell("runner clean: '{}' stays: {}\n", run_folder(results, id).string(), why);
    }
  }
  say("{} run{} removed\n", removed, removed == 1 ? "" : "s");
  return removed == ids.size();
}

}  // namespace

int clean_command(const Options& options) {
  const std::filesystem::path results = options.files.front();
  Diagnostics diagnostics;
  DataFiles files(0);
  const auto plan = load_results(results, files, diagnostics);
  const auto asked = plan ? asked_for(*plan, options, files, diagnostics) : std::nullopt;
  print_diagnostics(diagnostics);
  if (!asked) return exit_usage;
  const std::vector<std::string> ids = other_runs(results, *asked);
  if (ids.empty()) {
    say("{}: every run is asked for\n", results.string());
    return exit_done;
  }
  const auto running = running_runs(results);
  say("{}: {} run{} that no file asks for\n", results.string(), ids.size(), ids.size() == 1 ? "" : "s");
  print_list(ids, with_other_runs(*plan, results, catalog(), files).plan, results, running);
  if (!options.remove) {
    say("runner clean {} --delete removes {}\n", results.string(), ids.size() == 1 ? "it" : "them");
    return exit_done;
  }
  if (!running.empty()) {
    tell(
        "runner clean: runs of this folder are being trained, and may go on from these; nothing is "
        "removed\n");
    return exit_failed_run;
  }
  const bool all = remove_runs(ids, results);
  if (is_there(results / "runs.csv"))
    write_tables(with_other_runs(*plan, results, catalog(), files).plan, results, true);
  return all ? exit_done : exit_failed_run;
}

}  // namespace runner
