#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "launch/shard.h"
#include "plan/launch_config.h"

namespace runner {

/// What the scripts for Slurm are made of. All paths are absolute.
struct SlurmJob {
  std::string name;               ///< of the experiment
  std::filesystem::path program;  ///< this program
  std::filesystem::path folder;   ///< for the logs; has `experiment.yaml`, a copy that nobody edits
  std::filesystem::path results;  ///< the experiment's results folder
  bool timing = true;
  SlurmConfig slurm;
  Parts parts;
};

/// The text as one word of a POSIX shell.
std::string shell_word(const std::string& text);

/// Numbers in increasing order as Slurm writes them: "1-20,23".
std::string ranges_text(std::span<const std::size_t> numbers);

/// The script of the array: element i trains part i. The program takes the place of the shell, so that
/// signals reach it: SIGTERM comes before a limit of time and before an element is requeued.
std::string array_script(const SlurmJob& job);

/// The script that derives the tables, once the array has ended.
std::string merge_script(const SlurmJob& job);

}  // namespace runner
