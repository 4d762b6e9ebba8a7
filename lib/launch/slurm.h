#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

namespace runner {

/// Whether this machine has the commands of Slurm.
bool has_slurm();

/// The largest index of an array's element: one below MaxArraySize, as `scontrol show config` has it, or as
/// Slurm has it by default where that can't be asked.
std::size_t largest_array_index();

/// The id of a job of this user that runs `script` and has not ended; nothing where there is none.
std::optional<std::string> queued_job(const std::filesystem::path& script);

/// Submits a script, to be started when `after` has ended in whatever way, where that is given. Returns the
/// id of the job; nothing where sbatch refuses, which has told why on standard error.
std::optional<std::string> submit(const std::filesystem::path& script, const std::string& after = "");

}  // namespace runner
