#include <algorithm>

#include "commands.h"
#include "experiment_file.h"
#include "launch/survey.h"
#include "output.h"
#include "results_folder.h"

namespace runner {

int status_command(const Options& options) {
  constexpr std::size_t most_lines = 40;
  const std::filesystem::path results = options.files.front();
  Diagnostics diagnostics;
  const auto plan = load_results(results, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return exit_usage;
  print_earlier_results(*plan, results);
  const auto standings = survey(*plan, results);
  say("{}\n{}", survey_counts(*plan, standings), Lines{survey_list(*plan, results, standings, most_lines)});
  return std::all_of(standings.begin(), standings.end(), has_result) ? exit_done : exit_failed_run;
}

}  // namespace runner
