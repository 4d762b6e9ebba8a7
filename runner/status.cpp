#include <algorithm>

#include "base/files.h"
#include "colour.h"
#include "commands.h"
#include "experiment_file.h"
#include "launch/other_runs.h"
#include "launch/survey.h"
#include "output.h"
#include "record/manifest.h"
#include "record/run_folder.h"
#include "results_folder.h"

namespace runner {

namespace {

/// Looks at the files alone: neither the data nor the plan is needed.
int verify(const std::filesystem::path& results) {
  check_manifest(results);
  if (!is_there(results / "config.yaml")) {
    tell("runner status: '{}' is no results folder: it has no config.yaml\n", results.string());
    return exit_usage;
  }
  const Verified found = verify_results(results);
  for (const std::string& line : found.damaged) say("damaged  {}\n", line);
  say("{}: {} proven", results.string(), found.proven);
  if (found.unproven > 0) say(", {} unproven (of results format 1, which has no checksums)", found.unproven);
  say(", {} damaged\n", found.damaged.size());
  return found.damaged.empty() ? exit_done : exit_failed_run;
}

}  // namespace

int status_command(const Options& options) {
  constexpr std::size_t most_lines = 40;
  const std::filesystem::path results = options.files.front();
  if (options.verify) return verify(results);
  Diagnostics diagnostics;
  DataFiles files(0);
  const auto plan = load_results(results, files, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return exit_usage;
  print_earlier_results(*plan, results);
  const auto standings = survey(*plan, results);
  const std::string text = visible_text(survey_counts(*plan, standings)) + "\n" +
                           survey_list(*plan, results, standings, most_lines);
  say("{}{}", Lines{with_statuses(text, has_colour(stdout))}, Lines{other_counts(*plan, results)});
  return std::all_of(standings.begin(), standings.end(), has_result) ? exit_done : exit_failed_run;
}

}  // namespace runner
