#include "catalog/catalog.h"
#include "commands.h"
#include "experiment_file.h"
#include "launch/other_runs.h"
#include "output.h"
#include "report_files.h"
#include "results_folder.h"

namespace runner {

int report_command(const Options& options) {
  const std::filesystem::path results = options.files.front();
  Diagnostics diagnostics;
  DataFiles files(0);
  const auto plan = load_results(results, files, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return exit_usage;
  const WithOthers shown = with_other_runs(*plan, results, catalog(), files);
  if (!write_report_files(shown.plan, results, options)) return exit_failed_run;
  if (!options.quiet)
    for (const auto& note : shown.notes) say("note: {}\n", note);
  point_to_page(results, options);
  return exit_done;
}

}  // namespace runner
