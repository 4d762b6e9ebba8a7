#include "base/choice.h"
#include "base/files.h"
#include "commands.h"
#include "output.h"
#include "record/run_folder.h"
#include "record/run_rows.h"
#include "record/stored.h"

namespace runner {

namespace {

void print_last_row(const RunResult& run, const RunRows& rows) {
  if (rows.size() == 0) return;
  const std::size_t last = rows.size() - 1;
  for (const Column& column : run.columns) {
    const std::string cell(rows.cell(last, rows.find(column.name).value()).text);
    if (!cell.empty())
      say("  {}  {}{}\n", column.name, cell, column.name == run.primary ? "  (primary)" : "");
  }
}

}  // namespace

int show_command(const Options& options) {
  constexpr std::size_t largest_config = 1U << 30U;  // bytes
  const std::filesystem::path folder =
      std::filesystem::absolute(std::filesystem::path(options.files.front()) / "").parent_path();
  const FoundRun found = find_run(folder, Look::at_all);
  if (!found.there || !is_run_id(folder.filename().string())) {
    tell("runner show: '{}' is no run's folder; they are in results/NAME/runs/\n", options.files.front());
    return exit_usage;
  }
  if (!found.result) {
    say("{}: damaged: {}\n", folder.filename().string(), found.damage);
    return exit_failed_run;
  }
  const RunResult& run = *found.result;
  say("{}: {} after {} epochs, {} iterations, {} samples; {} trainable parameters\n",
      folder.filename().string(), choice_name(run.status), run.epochs, run.iterations, run.samples,
      run.parameters);
  if (!run.message.empty()) say("  {}\n", run.message);
  if (const auto rows = read_rows(folder, run)) print_last_row(run, *rows);
  say("\n{}", Lines{read_stored(folder / "config.yaml", largest_config)});
  return exit_done;
}

}  // namespace runner
