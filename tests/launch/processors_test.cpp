#include "launch/processors.h"

#include <doctest/doctest.h>
#include <sched.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "support/temporary_folder.h"

using namespace runner;

namespace {

int bound() {
  cpu_set_t set;
  CPU_ZERO(&set);
  REQUIRE(sched_getaffinity(0, sizeof set, &set) == 0);
  return CPU_COUNT(&set);
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("in a Slurm job the processors are those that were asked for") {
  ::setenv("SLURM_CPUS_PER_TASK", "6", 1);
  CHECK(usable_processors() == 6);
  for (const char* text : {"", "0", "-3", "many"}) {
    ::setenv("SLURM_CPUS_PER_TASK", text, 1);
    CHECK(usable_processors("/nowhere") == bound());
  }
  ::unsetenv("SLURM_CPUS_PER_TASK");
}

TEST_CASE("a quota of a control group, or of one around it, is the limit") {
  struct Case {
    std::string group, own, around, root;
    int processors;  // 0: all
  };
  const std::vector<Case> cases = {
      {"0::/\n", "", "", "100000 100000\n", 1},
      {"0::/\n", "", "", "max 100000\n", 0},
      {"0::/a/b\n", "50000 100000\n", "max 100000\n", "", 1},
      {"0::/a/b\n", "max 100000\n", "199999 100000\n", "", 1},
      {"0::/a/b\n", "6400000 100000\n", "max 100000\n", "", 0},
      {"4:cpu:/a/b\n0::/a/b\n", "100000 100000\n", "", "", 1},
      {"4:cpu:/a/b\n", "100000 100000\n", "", "", 0},
      {"0::/gone/from/sight\n", "", "", "100000 100000\n", 1},
      {"", "", "", "nonsense\n", 0},
      {"", "", "", "100000 0\n", 0},
  };
  ::unsetenv("SLURM_CPUS_PER_TASK");
  for (const Case& c : cases) {
    const TemporaryFolder root;
    const auto groups = root.path() / "sys/fs/cgroup";
    write(root.path() / "proc/self/cgroup", c.group);
    if (!c.own.empty()) write(groups / "a/b/cpu.max", c.own);
    if (!c.around.empty()) write(groups / "a/cpu.max", c.around);
    if (!c.root.empty()) write(groups / "cpu.max", c.root);
    CAPTURE(c.group);
    CAPTURE(c.own + c.around + c.root);
    CHECK(usable_processors(root.path()) == (c.processors == 0 ? bound() : c.processors));
  }
}
