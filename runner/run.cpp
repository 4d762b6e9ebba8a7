#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "base/choice.h"
#include "base/stop.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "config/yaml.h"
#include "experiment_file.h"
#include "launch/pool.h"
#include "launch/processors.h"
#include "launch/search.h"
#include "launch/share.h"
#include "output.h"
#include "record/manifest.h"
#include "record/run_folder.h"
#include "record/status.h"
#include "report/ranking.h"
#include "report/tables.h"

namespace runner {

namespace {

/// True where a run that ended so is to be trained; null: it has not ended yet.
bool is_wanted(const Status* status, const Options& options) {
  if (options.only) return status && *status == *options.only;
  return options.force || !status || !is_result(*status);
}

/// The runs that are asked for: those without a result, all, or those that ended in one way.
std::vector<std::size_t> wanted_runs(const Plan& plan, const std::filesystem::path& results,
                                     const Options& options) {
  std::vector<std::size_t> wanted;
  const Shard shard = options.shard.value_or(Shard{});
  const auto published = published_runs(results);
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    if (!shard.has(i)) continue;
    const auto found = published.find(plan.runs[i].id);
    if (is_wanted(found == published.end() ? nullptr : &found->second, options)) wanted.push_back(i);
  }
  return wanted;
}

std::string runs_text(std::size_t count) {
  return count == 1 ? "1 run" : fmt::format("{} runs", count);
}

/// `name` of what was asked for, and how many runs that is.
void print_counts(const std::string& name, std::size_t planned, const StatusCounts& counts,
                  std::size_t trained) {
  const std::size_t kept = planned - trained;
  if (trained == 0) {
    say("{}: {}, all with their results; nothing left to train\n", name, runs_text(planned));
    return;
  }
  say("{}: {}", name, runs_text(planned));
  if (kept > 0) say(", {} from before", kept);
  for (const Status status : all_choices<Status>()) {
    if (counts[status] > 0) say(", {} {}", counts[status], choice_name(status));
  }
  const std::size_t ended = counts.total();
  if (ended < trained) say(", {} not started", trained - ended);
  say("\n");
}

/// How far the configurations of a search were trained.
void print_search(const Plan& plan, const StatusCounts& counts) {
  say("{}: {}", plan.name, rungs_text(plan.rungs));
  if (const std::size_t failed = counts[Status::failed]) say("; {} failed", runs_text(failed));
  say("\n");
}

int exit_status(const StatusCounts& counts, bool interrupted) {
  if (interrupted) return exit_interrupted;
  return counts[Status::failed] > 0 ? exit_failed_run : exit_done;
}

/// A part alone writes no table: two parts that end together would write the same files.
void print_part(const Plan& plan, const Shard& shard, const StatusCounts& counts, std::size_t trained,
                const std::filesystem::path& results) {
  std::size_t planned = 0;
  for (std::size_t i = 0; i < plan.runs.size(); ++i) planned += shard.has(i) ? 1 : 0;
  print_counts(fmt::format("{}, part {} of {}", plan.name, shard.index, shard.count), planned, counts,
               trained);
  say("the tables are not written; when all parts have ended: runner merge {}\n", results.string());
}

/// Trains what is missing and writes every table anew.
int train_plan(const Plan& plan, const CheckedConfigurations& checked, DataCache& cache,
               const Options& options) {
  const std::filesystem::path results = options.results / plan.name;
  try {
    open_results(results, to_yaml(plan.resolved));
  } catch (const std::runtime_error& error) {
    tell("runner: the results folder can't be used: {}\n", error.what());
    return exit_usage;
  }
  print_earlier_results(plan, results);
  const std::vector<std::size_t> missing = wanted_runs(plan, results, options);
  std::vector<std::size_t> configurations;
  for (const std::size_t run : missing) configurations.push_back(plan.runs[run].configuration);
  const Share share =
      share_processors(checked.costs, configurations, usable_processors(), {options.jobs, options.threads});
  Invocation invocation{options.command, share.jobs, share.threads, std::chrono::system_clock::now(),
                        std::nullopt};

  const PoolOptions pool{results,           share.jobs,
                         share.threads,     !options.no_timing,
                         options.fail_fast, options.force || options.only == Status::diverged};
  const auto is_wanted = [&](std::size_t run) {
    return std::binary_search(missing.begin(), missing.end(), run);
  };
  const SearchEnd end = search_runs(plan, *make_searcher(plan), is_wanted, checked, catalog(), cache, pool,
                                    options.quiet, stop_asked);
  const StatusCounts& counts = end.counts;
  // The tables say what there is now; a second signal ends that, too.
  const bool interrupted = stop_asked.exchange(false);
  invocation.finished = std::chrono::system_clock::now();
  write_manifest(results, plan.name, options.no_timing ? nullptr : &invocation);
  if (options.shard) {
    if (!options.quiet) print_part(plan, *options.shard, counts, missing.size(), results);
    return exit_status(counts, interrupted);
  }
  const Tables tables = write_tables(plan, results, !options.no_timing);

  if (!options.quiet) {
    write_output(ranking_text(plan, tables));
    if (end.whole && !plan.rungs.empty()) {
      print_search(plan, counts);
    } else {
      print_counts(plan.name, plan.runs.size(), counts, missing.size());
    }
    for (const auto& note : tables.notes) say("note: {}\n", note);
    for (const auto& file : tables.files) say("  {}\n", (results / file).string());
  }
  return exit_status(counts, interrupted);
}

}  // namespace

int run_command(const Options& options) {
  stop_at_signals();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that grows too large fails its run, and that run alone
  Diagnostics diagnostics;
  DataCache cache;
  CheckedConfigurations checked;
  const auto plan = load_experiment(
      options.files.front(), options.overrides, cache, diagnostics,
      [&](const ExperimentConfig& config, const Preflight& found, const Diagnostics& warnings) {
        checked.add(config, found, warnings);
        check_machine(config, Severity::error, diagnostics);
      });
  print_diagnostics(diagnostics);
  if (!plan || diagnostics.has_errors()) return exit_usage;
  if (!plan->rungs.empty() && (options.shard || options.force || options.only)) {
    tell("runner run: a search chooses its runs itself; leave out --shard, --force and --only\n");
    return exit_usage;
  }
  return train_plan(*plan, checked, cache, options);
}

}  // namespace runner
