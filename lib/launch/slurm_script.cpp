#include "launch/slurm_script.h"

#include <fmt/format.h>

namespace runner {
namespace {

/// As sbatch reads it: a path in quotes, in which '%' is written twice.
std::string log_file(const SlurmJob& job, std::string_view pattern) {
  std::string text = "\"";
  for (char c : job.folder.string()) text += c == '%' ? std::string("%%") : std::string(1, c);
  return fmt::format("{}/{}\"", text, pattern);
}

void add_option(std::string& script, std::string_view name, const std::string& value) {
  script += fmt::format("#SBATCH --{}={}\n", name, value);
}

void add_common(std::string& script, const SlurmJob& job) {
  if (job.slurm.partition) add_option(script, "partition", *job.slurm.partition);
  if (job.slurm.time) add_option(script, "time", *job.slurm.time);
  if (job.slurm.mem) add_option(script, "mem", *job.slurm.mem);
  script += "#SBATCH --requeue\n#SBATCH --open-mode=append\n#SBATCH --signal=B:TERM@60\n";
  for (const std::string& line : job.slurm.extra) script += line + "\n";
}

}  // namespace

std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

std::string ranges_text(std::span<const std::size_t> numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", numbers[i]);
    if (last > i) text += fmt::format("-{}", numbers[last]);
    i = last + 1;
  }
  return text;
}

std::string array_script(const SlurmJob& job) {
  std::string script = "#!/bin/sh\n";
  add_option(script, "job-name", job.name);
  add_option(script, "array", ranges_text(job.parts.busy));
  add_option(script, "output", log_file(job, "%A_%a.log"));
  add_option(script, "cpus-per-task", std::to_string(job.slurm.cpus));
  add_common(script, job);
  script += fmt::format(
      "exec {} run {} --results {}{} --shard \"$SLURM_ARRAY_TASK_ID/{}\"\n", shell_word(job.program.string()),
      shell_word((job.folder / "experiment.yaml").string()), shell_word(job.results.parent_path().string()),
      job.timing ? "" : " --no-timing", job.parts.count);
  return script;
}

std::string merge_script(const SlurmJob& job) {
  std::string script = "#!/bin/sh\n";
  add_option(script, "job-name", job.name + "-merge");
  add_option(script, "output", log_file(job, "%j_merge.log"));
  add_common(script, job);
  script += fmt::format("exec {} merge {}{}\n", shell_word(job.program.string()),
                        shell_word(job.results.string()), job.timing ? "" : " --no-timing");
  return script;
}

}  // namespace runner
