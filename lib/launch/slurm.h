#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace runner {

/// Whether this machine has the commands of Slurm.
bool has_slurm();

/// The largest index of an array's element: one below MaxArraySize, as `scontrol show config` has it, or as
/// Slurm has it by default where that can't be asked.
std::size_t largest_array_index();

/// The id of a job of this user that runs `script` and has not ended; nothing where there is none.
std::optional<std::string> queued_job(const std::filesystem::path& script);

/// The number in what sbatch answers with --parsable: "123" or "123;cluster". Nothing where it is anything
/// else, so that no part of it gets into a command.
std::optional<std::string> job_number(std::string_view answer);

/// Submits a script, to be started when `after` has ended in whatever way, where that is given. Returns the
/// id of the job; nothing where sbatch refuses, which has told why on standard error. Throws
/// std::runtime_error where it answers anything but a job's number.
std::optional<std::string> submit(const std::filesystem::path& script, const std::string& after = "");

}  // namespace runner
