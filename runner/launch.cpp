#include <fmt/format.h>

#include <stdexcept>

#include "base/files.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "commands.h"
#include "config/yaml.h"
#include "experiment_file.h"
#include "launch/slurm.h"
#include "launch/slurm_script.h"
#include "launch/survey.h"
#include "output.h"
#include "record/manifest.h"
#include "record/run_folder.h"

namespace runner {

namespace {

int fail(const std::string& what) {
  tell("runner launch: {}\n", what);
  return exit_usage;
}

SlurmConfig slurm_config(const Plan& plan) {
  const auto config = bound(plan.setups.front(), catalog());
  return config->launch ? config->launch->slurm : SlurmConfig{};
}

std::vector<std::size_t> runs_without_result(const std::vector<Standing>& standings) {
  std::vector<std::size_t> runs;
  for (std::size_t i = 0; i < standings.size(); ++i) {
    if (!has_result(standings[i])) runs.push_back(i);
  }
  return runs;
}

SlurmJob job_of(const Plan& plan, const std::vector<std::size_t>& runs, const Options& options) {
  SlurmJob job;
  job.name = plan.name;
  job.program = std::filesystem::read_symlink("/proc/self/exe");
  job.results = std::filesystem::absolute(options.results / plan.name).lexically_normal();
  job.folder = job.results.parent_path() / (plan.name + ".slurm");
  job.timing = !options.no_timing;
  job.slurm = slurm_config(plan);
  const std::size_t most = std::min(static_cast<std::size_t>(job.slurm.elements), largest_array_index());
  job.parts = choose_parts(runs, most);
  return job;
}

/// Slurm gives quotes and backslashes a meaning of their own in the paths of a script; what acts on a
/// terminal does so wherever the script is shown.
bool has_plain_paths(const SlurmJob& job) {
  return job.folder.string().find_first_of("\"\\") == std::string::npos &&
         is_visible(job.folder.string() + job.program.string());
}

/// Everything that the jobs need beside this program. The file itself may be edited while they wait.
void write_job(const SlurmJob& job, const Plan& plan, const std::optional<Node>& own,
               const std::string& file) {
  open_results(job.results, to_yaml(plan.resolved));
  keep_own_file(job.results, own);
  // The folder is that of the file here, not of the copy that the jobs read.
  if (!is_there(job.results / "manifest.json")) write_manifest(job.results, plan.name, nullptr, {file});
  std::filesystem::create_directories(job.folder);
  write_file_atomically(job.folder / "experiment.yaml", to_yaml(plan.resolved));
  write_file_atomically(job.folder / "array.sh", array_script(job));
  write_file_atomically(job.folder / "merge.sh", merge_script(job));
}

/// Throws std::runtime_error where sbatch answers what nobody can take for a job.
int submit_job(const SlurmJob& job, std::size_t runs) {
  const auto array = submit(job.folder / "array.sh");
  if (!array) return fail("sbatch refused the array job; nothing was submitted");
  say("{}: array job {} trains {} run{} in {} element{}\n", job.name, *array, runs, runs == 1 ? "" : "s",
      job.parts.busy.size(), job.parts.busy.size() == 1 ? "" : "s");
  const auto merge = submit(job.folder / "merge.sh", *array);
  if (!merge) {
    fail(fmt::format("sbatch refused the merge job; when the array has ended: runner merge {}",
                     job.results.string()));
    return exit_failed_run;
  }
  say("{}: merge job {} writes the tables when it has ended\n", job.name, *merge);
  say("  {}\n  runner status {}\n", job.folder.string(), job.results.string());
  return exit_done;
}

/// `file`: for the manifest.
int launch_slurm(const Plan& plan, const std::optional<Node>& own, const Options& options,
                 const std::string& file) {
  check_manifest(options.results / plan.name);
  const auto standings = survey(plan, options.results / plan.name);
  const auto runs = runs_without_result(standings);
  if (runs.empty()) {
    say("{}; nothing left to submit\n", survey_counts(plan, standings));
    // A controller that dies may forget the job that merges.
    if (!std::filesystem::exists(options.results / plan.name / "runs.csv")) {
      say("the tables are missing; runner merge {}\n", (options.results / plan.name).string());
    }
    return exit_done;
  }
  const SlurmJob job = job_of(plan, runs, options);
  if (!has_plain_paths(job)) {
    return fail(fmt::format("Slurm can't take a path with quotes, backslashes or control characters: {}",
                            job.folder.string()));
  }
  if (options.dry_run) {
    write_output(array_script(job) + "\n" + merge_script(job));
    return exit_done;
  }
  if (!has_slurm()) return fail("there is no sbatch here; --dry-run shows what it would be given");
  const auto queued = queued_job(job.folder / "array.sh");
  if (queued && !options.again) {
    return fail(
        fmt::format("job {} still trains runs of {}; wait for it (squeue -j {}), end it (scancel {}), "
                    "or add --again to submit another one",
                    *queued, plan.name, *queued, *queued));
  }
  try {
    write_job(job, plan, own, file);
  } catch (const std::runtime_error& error) {
    return fail(error.what());
  }
  try {
    return submit_job(job, runs.size());
  } catch (const std::runtime_error& error) {
    fail(fmt::format("{}; when all jobs have ended: runner merge {}", error.what(), job.results.string()));
    return exit_failed_run;
  }
}

}  // namespace

int launch_command(const Options& options) {
  Diagnostics diagnostics;
  DataCache cache;
  const std::string& file = options.files.back();
  const auto plan = load_experiment(file, options, cache, diagnostics);
  const auto owned =
      plan ? own_results(file, *plan, options.results / plan->name, diagnostics) : std::nullopt;
  print_diagnostics(diagnostics);
  if (!plan || !owned) return exit_usage;
  if (!owned->note.empty()) tell("runner: {}\n", owned->note);
  if (!plan->rungs.empty()) return fail("a search compares its runs while it trains: `runner run` does that");
  const auto own = without_overrides(file, options, *plan, cache.files());
  return launch_slurm(*plan, own, options, owned->file);
}

}  // namespace runner
