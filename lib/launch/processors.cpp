#include "launch/processors.h"

#include <sched.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "base/text.h"

namespace runner {

namespace {

constexpr int most_at_once = 1024;

/// Processors that a quota pays for: "150000 100000" are microseconds in a period, "max 100000" is no quota.
int quota_of(const std::filesystem::path& group) {
  std::ifstream file(group / "cpu.max");
  std::string quota, period;
  if (!(file >> quota >> period)) return most_at_once;
  const auto given = parse_integer(quota), of = parse_integer(period);
  if (!given || !of || *given <= 0 || *of <= 0) return most_at_once;
  return static_cast<int>(std::clamp<long long>(*given / *of, 1, most_at_once));
}

/// The group's own quota and those of the groups around it.
int smallest_quota(const std::filesystem::path& root) {
  std::filesystem::path group = root / "sys/fs/cgroup";
  int smallest = quota_of(group);
  std::ifstream file(root / "proc/self/cgroup");
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("0::/")) continue;  // version 2
    for (const auto& name : std::filesystem::path(line.substr(4))) {
      group /= name;
      smallest = std::min(smallest, quota_of(group));
    }
  }
  return smallest;
}

int bound_processors() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

int usable_processors(const std::filesystem::path& root) {
  const char* given = std::getenv("SLURM_CPUS_PER_TASK");
  const auto count = given != nullptr ? parse_integer(given) : std::nullopt;
  if (count && *count > 0) return static_cast<int>(std::min<long long>(*count, most_at_once));
  return std::min({bound_processors(), smallest_quota(root), most_at_once});
}

}  // namespace runner
