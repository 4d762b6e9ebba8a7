#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands.h"
#include "experiment_file.h"
#include "launch/processors.h"
#include "launch/search.h"
#include "launch/share.h"
#include "output.h"
#include "train/work.h"

namespace runner {

namespace {

constexpr std::size_t most_rows = 40;

/// The runs as an aligned table: id, the swept values in words, and which repetition it is.
void print_runs(const Plan& plan) {
  std::vector<std::vector<std::string>> rows = {{"run", "label", "seed"}};
  const bool has_folds = plan.has_folds();
  if (has_folds) rows[0].push_back("fold");
  for (const std::string& name : plan.repeated_columns) rows[0].push_back(visible_text(name));
  const std::size_t shown = std::min(plan.runs.size(), most_rows);
  for (std::size_t i = 0; i < shown; ++i) {
    const PlannedRun& run = plan.runs[i];
    auto& row = rows.emplace_back(
        std::vector<std::string>{run.id, visible_text(run.label), std::to_string(run.seed)});
    if (has_folds) row.push_back(run.fold ? std::to_string(*run.fold) : "");
    for (const std::string& cell : run.repeats) row.push_back(visible_text(cell));
  }
  std::vector<std::size_t> widths(rows[0].size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], character_count(row[i]));
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line +=
          fmt::format("  {}{:<{}}", row[i], "", i + 1 < row.size() ? widths[i] - character_count(row[i]) : 0);
    say("{}\n", line);
  }
  if (plan.runs.size() > shown) say("  … and {} more\n", plan.runs.size() - shown);
}

/// 12345678 as "12,345,678"; beyond what anybody would count, as "1.2e+13".
std::string count_text(double value) {
  constexpr double countable = 1e12;
  if (value >= countable) return fmt::format("{:.1e}", value);
  const std::string digits = fmt::format("{:.0f}", value);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += ',';
    text += digits[i];
  }
  return text;
}

void print_work(const Work& work) {
  say("  to train: {} iteration{}, {} sample{}", count_text(work.iterations), work.iterations == 1 ? "" : "s",
      count_text(work.samples), work.samples == 1 ? "" : "s");
  if (work.operations > 0) {
    say(", about {:.1e} floating-point operations\n  (6 per sample and use of a parameter; evaluation not "
        "counted)",
        work.operations);
  }
  say("\n");
}

/// How `run` would share the processors of this machine, were nothing trained yet.
void print_share(const Plan& plan, const std::vector<TrainingCost>& costs) {
  std::vector<std::size_t> setups;
  for (const PlannedRun& run : plan.runs) setups.push_back(run.setup);
  const int processors = usable_processors();
  say("  on {}: {}\n", counted(static_cast<std::size_t>(processors), "processor"),
      share_text(share_processors(costs, setups, processors, {0, 0})));
}

/// Results may be meant for elsewhere: what `run` refuses is a warning here.
void warn_of_owner(const std::string& file, const Plan& plan, const std::filesystem::path& results,
                   Diagnostics& diagnostics) {
  Diagnostics found;
  own_results(file, plan, results, found);
  for (const Diagnostic& one : found.sorted()) diagnostics.warning(one.place, one.message);
}

bool check_file(const std::string& file, const Options& options) {
  Diagnostics diagnostics;
  DataCache cache;
  std::vector<Work> works;          // per setup
  std::vector<TrainingCost> costs;  // the same
  std::vector<std::string> notes;   // of any of them, once
  const auto plan =
      load_experiment(file, options, cache, diagnostics,
                      [&](const ExperimentConfig& config, const Preflight& found, const Diagnostics&) {
                        works.push_back(work_of(config, found));
                        costs.push_back(training_cost(config, found));
                        for (const std::string& note : found.notes)
                          if (std::ranges::find(notes, note) == notes.end()) notes.push_back(note);
                        check_machine(config, Severity::warning, diagnostics);
                      });
  print_read(cache);
  if (plan) warn_of_owner(file, *plan, options.results / plan->name, diagnostics);
  print_diagnostics(diagnostics);
  if (!plan) return false;
  print_earlier_results(*plan, options.results / plan->name);
  say("{}: good; {} of {}", file, counted(plan->runs.size(), "run"),
      counted(plan->labels.size(), "configuration"));
  if (plan->duplicates > 0) say(" ({} left out)", counted(plan->duplicates, "duplicate"));
  say("\n");
  print_runs(*plan);
  for (const std::string& note : notes) say("  {}\n", note);
  Work whole;
  for (const PlannedRun& run : plan->runs) whole += works[run.setup];
  if (!plan->rungs.empty()) {
    say("  search: {}\n", rungs_text(plan->rungs));
    whole *= work_share(plan->rungs);
  }
  print_work(whole);
  print_share(*plan, costs);
  return true;
}

}  // namespace

int check_command(const Options& options) {
  bool good = true;
  for (const std::string& file : options.files) good &= check_file(file, options);
  return good ? exit_done : exit_usage;
}

}  // namespace runner
