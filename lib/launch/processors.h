#pragma once

#include <filesystem>

namespace runner {

/// The processors that this process may keep busy, at least 1. In a Slurm job as many as it was given, which
/// need not be bound to it; else those that the process may run on, but no more than the quotas of its
/// control groups (cgroup v2; `docker run --cpus`) pay for, rounded down: a thread above the quota makes all
/// wait. `root` is the folder with /proc and /sys.
int usable_processors(const std::filesystem::path& root = "/");

}  // namespace runner
