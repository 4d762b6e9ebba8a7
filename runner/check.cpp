#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "commands.h"
#include "experiment_file.h"

namespace runner {

namespace {

constexpr std::size_t most_rows = 40;

/// The runs as an aligned table: id, seed and the swept values.
void print_runs(const Plan& plan) {
  std::vector<std::vector<std::string>> rows = {{"run", "label", "seed"}};
  const std::size_t shown = std::min(plan.runs.size(), most_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    const PlannedRun& run = plan.runs[i];
    rows.push_back({run.id, run.label, std::to_string(run.seed)});
  }
  std::size_t label_width = 0;
  for (const auto& row : rows) label_width = std::max(label_width, character_count(row[1]));
  for (const auto& row : rows) {
    const std::size_t padding = label_width - character_count(row[1]);
    fmt::print("  {:<16}  {}{:<{}}  {}\n", row[0], row[1], "", padding, row[2]);
  }
  if (plan.runs.size() > shown) fmt::print("  … and {} more\n", plan.runs.size() - shown);
}

bool check_file(const std::string& file, const std::vector<std::string>& overrides) {
  Diagnostics diagnostics;
  DataCache cache;
  const auto plan = load_experiment(file, overrides, cache, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return false;
  fmt::print("{}: good; {} run{} of {} configuration{}", file, plan->runs.size(),
             plan->runs.size() == 1 ? "" : "s", plan->labels.size(), plan->labels.size() == 1 ? "" : "s");
  if (plan->duplicates > 0) fmt::print(" ({} duplicates left out)", plan->duplicates);
  fmt::print("\n");
  print_runs(*plan);
  return true;
}

}  // namespace

int check_command(const Options& options) {
  bool good = true;
  for (const std::string& file : options.files) good &= check_file(file, options.overrides);
  return good ? exit_done : exit_usage;
}

}  // namespace runner
