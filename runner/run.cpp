#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <stdexcept>

#include "base/choice.h"
#include "base/files.h"
#include "base/stop.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "colour.h"
#include "commands.h"
#include "config/yaml.h"
#include "experiment_file.h"
#include "launch/other_runs.h"
#include "launch/pool.h"
#include "launch/processors.h"
#include "launch/search.h"
#include "launch/share.h"
#include "output.h"
#include "record/manifest.h"
#include "record/run_folder.h"
#include "record/status.h"
#include "record/stored.h"
#include "report/ranking.h"
#include "report/tables.h"
#include "report_files.h"
#include "results_folder.h"

namespace runner {

namespace {

/// True where a run that ended so is to be trained; null: it has not ended yet.
bool is_wanted(const Status* status, const Options& options) {
  if (options.only) return status && *status == *options.only;
  return options.force || !status || !is_result(*status);
}

/// What is to be trained, and whether all could be read that is there.
struct Wanted {
  std::vector<std::size_t> runs;
  bool all_read = true;
};

/// The runs that are asked for: those without a result, all, or those that ended in one way. Tells of those
/// that are damaged, and of those that can't be read: they may be good, and stay as they are.
Wanted wanted_runs(const Plan& plan, const std::filesystem::path& results, const Options& options) {
  Wanted wanted;
  const Shard shard = options.shard.value_or(Shard{});
  for (std::size_t i = 0; i < plan.runs.size(); ++i) {
    if (!shard.has(i)) continue;
    const std::filesystem::path folder = run_folder(results, plan.runs[i].id);
    try {
      const FoundRun found = find_run(folder, Look::at_all);
      const bool wants = is_wanted(found.result ? &found.result->status : nullptr, options);
      if (wants) wanted.runs.push_back(i);
      if (found.is_damaged())
        tell("runner: '{}': {}{}\n", folder.string(), found.damage,
             wants ? "; this run is trained again" : "");
    } catch (const FileError& error) {
      wanted.all_read = false;
      tell("runner: {}; this run stays as it is\n", error.what());
    }
  }
  return wanted;
}

std::string runs_text(std::size_t count) {
  return counted(count, "run");
}

/// `name` of what was asked for, and how many runs that is.
void print_counts(const std::string& name, std::size_t planned, const StatusCounts& counts,
                  std::size_t trained) {
  const std::size_t kept = planned - trained;
  if (trained == 0) {
    say("{}: {}, all with their results; nothing left to train\n", name, runs_text(planned));
    return;
  }
  std::string text = fmt::format("{}: {}", visible_text(name), runs_text(planned));
  if (kept > 0) text += fmt::format(", {} from before", kept);
  for (const Status status : all_choices<Status>()) {
    if (counts[status] > 0) text += fmt::format(", {} {}", counts[status], choice_name(status));
  }
  const std::size_t ended = counts.total();
  if (ended < trained) text += fmt::format(", {} not started", trained - ended);
  say("{}\n", Lines{with_statuses(text, has_colour(stdout))});
}

/// How far the configurations of a search were trained.
void print_search(const Plan& plan, const StatusCounts& counts) {
  say("{}: {}", plan.name, rungs_text(plan.rungs));
  if (const std::size_t failed = counts[Status::failed]) say("; {} failed", runs_text(failed));
  say("\n");
}

/// `whole`: everything could be read and written.
int exit_status(const StatusCounts& counts, bool interrupted, bool whole) {
  if (interrupted) return exit_interrupted;
  return counts[Status::failed] > 0 || !whole ? exit_failed_run : exit_done;
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

/// The tables, and the plan that they show.
struct Shown {
  WithOthers runs;
  Tables tables;
};

/// Nothing where the tables would have lost rows: they stay as they were, and it is said why.
std::optional<Shown> tables_of(const Plan& plan, const std::filesystem::path& results, DataFiles& files,
                               bool all_read, const Options& options) {
  if (!all_read) {
    tell("runner: the tables stay as they were: runs can't be read\n");
    return std::nullopt;
  }
  try {
    WithOthers runs = with_other_runs(plan, results, catalog(), files);
    Tables tables = write_tables(runs.plan, results, !options.no_timing);
    return Shown{std::move(runs), std::move(tables)};
  } catch (const std::runtime_error& error) {
    tell("runner: {}\n", error.what());
    return std::nullopt;
  }
}

/// Trains what is missing and writes every table anew.
int train_plan(const Plan& plan, const CheckedSetups& checked, DataCache& cache, const Options& options,
               const Owned& owned) {
  const auto own = without_overrides(options.files.front(), options, plan, cache.files());
  const std::filesystem::path results = options.results / plan.name;
  check_manifest(results);
  try {
    open_results(results, to_yaml(plan.resolved));
    if (own || !options.shard) keep_own_file(results, own);
    clear_left_overs(results);
    // Before anything is trained: a folder is its file's from the first run on.
    if (!is_there(results / "manifest.json")) write_manifest(results, plan.name, nullptr, {owned.file});
  } catch (const FileError&) {
    throw;
  } catch (const LaterFormat&) {
    throw;
  } catch (const std::runtime_error& error) {
    tell("runner: the results folder can't be used: {}\n", error.what());
    return exit_usage;
  }
  print_earlier_results(plan, results);
  const Wanted wanted = wanted_runs(plan, results, options);
  const std::vector<std::size_t>& missing = wanted.runs;
  std::vector<std::size_t> setups;
  for (const std::size_t run : missing) setups.push_back(plan.runs[run].setup);
  const Share share =
      share_processors(checked.costs, setups, usable_processors(), {options.jobs, options.threads});
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
  write_manifest(results, plan.name, options.no_timing ? nullptr : &invocation,
                 {owned.file.empty() ? manifest_file(results) : owned.file, data_hashes(cache.files())});
  if (options.shard) {
    if (!options.quiet) print_part(plan, *options.shard, counts, missing.size(), results);
    return exit_status(counts, interrupted, wanted.all_read);
  }
  const auto shown = tables_of(plan, results, cache.files(), wanted.all_read, options);
  const bool reports = shown && !options.no_report;
  const bool has_page = reports && write_report_files(shown->runs.plan, results, options);

  if (!options.quiet) {
    if (shown) {
      write_output(
          with_statuses(ranking_text(shown->runs.plan, shown->tables, output_width()), has_colour(stdout)));
      write_output(verdict_text(shown->tables.verdict, output_width()));
    }
    if (end.whole && !plan.rungs.empty()) {
      print_search(plan, counts);
    } else {
      if (wanted.all_read || !missing.empty())
        print_counts(plan.name, plan.runs.size(), counts, missing.size());
    }
  }
  if (shown && !options.quiet) {
    for (const auto& note : shown->runs.notes) say("note: {}\n", note);
    for (const auto& note : shown->tables.notes) say("note: {}\n", note);
    if (!has_page)
      for (const auto& file : shown->tables.files) say("  {}\n", (results / file).string());
  }
  if (has_page) point_to_page(results, options);
  return exit_status(counts, interrupted, shown && has_page == reports);
}

}  // namespace

int run_command(const Options& options) {
  stop_at_signals();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that grows too large fails its run, and that run alone
  Diagnostics diagnostics;
  DataCache cache;
  CheckedSetups checked;
  const auto plan = load_experiment(
      options.files.front(), options, cache, diagnostics,
      [&](const ExperimentConfig& config, const Preflight& found, const Diagnostics& warnings) {
        checked.add(config, found, warnings);
        check_machine(config, Severity::error, diagnostics);
      });
  if (!options.quiet) print_read(cache);
  const auto owned =
      plan ? own_results(options.files.front(), *plan, options.results / plan->name, diagnostics)
           : std::nullopt;
  print_diagnostics(diagnostics);
  if (!plan || !owned || diagnostics.has_errors()) return exit_usage;
  if (!owned->note.empty()) tell("runner: {}\n", owned->note);
  if (!plan->rungs.empty() && (options.shard || options.force || options.only)) {
    tell("runner run: a search chooses its runs itself; leave out --shard, --force and --only\n");
    return exit_usage;
  }
  return train_plan(*plan, checked, cache, options, *owned);
}

}  // namespace runner
