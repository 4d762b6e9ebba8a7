#include "base/files.h"
#include "catalog/catalog.h"
#include "colour.h"
#include "commands.h"
#include "experiment_file.h"
#include "launch/other_runs.h"
#include "launch/survey.h"
#include "output.h"
#include "record/manifest.h"
#include "record/run_folder.h"
#include "report/ranking.h"
#include "report/tables.h"
#include "report_files.h"
#include "results_folder.h"

namespace runner {

int merge_command(const Options& options) {
  const std::filesystem::path results = options.files.front();
  Diagnostics diagnostics;
  DataFiles files(0);
  const auto plan = load_results(results, files, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return exit_usage;
  clear_left_overs(results);
  const WithOthers shown = with_other_runs(*plan, results, catalog(), files);
  const Tables tables = write_tables(shown.plan, results, !options.no_timing);
  // The manifest tells of training; a folder whose parts were all killed before they wrote one gets its
  // versions.
  if (!is_there(results / "manifest.json"))
    write_manifest(results, plan->name, nullptr, {"", data_hashes(files)});
  const bool reported = options.no_report || write_report_files(shown.plan, results, options);
  const int status = reported ? exit_done : exit_failed_run;
  const bool has_page = reported && !options.no_report;
  if (options.quiet) {
    if (has_page) point_to_page(results, options);
    return status;
  }
  const bool colour = has_colour(stdout);
  say("{}{}{}\n", Lines{with_statuses(ranking_text(shown.plan, tables, output_width()), colour)},
      Lines{verdict_text(tables.verdict, output_width())},
      Lines{with_statuses(visible_text(survey_counts(*plan, survey(*plan, results))), colour)});
  for (const auto& note : shown.notes) say("note: {}\n", note);
  for (const auto& note : tables.notes) say("note: {}\n", note);
  if (has_page) {
    point_to_page(results, options);
  } else {
    for (const auto& file : tables.files) say("  {}\n", (results / file).string());
  }
  return status;
}

}  // namespace runner
