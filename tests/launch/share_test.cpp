#include <doctest/doctest.h>
#include <stdlib.h>

#include "launch/pool.h"

using namespace runner;

TEST_CASE("in a Slurm job the processors are those that were asked for") {
  struct Case {
    std::size_t runs;
    int jobs, threads;
    Share share;
  };
  const std::vector<Case> cases = {
      {100, 0, 0, {6, 1}}, {2, 0, 0, {2, 3}}, {100, 2, 0, {2, 3}},
      {100, 0, 3, {2, 3}}, {1, 0, 0, {1, 6}}, {100, 9, 0, {9, 1}},
  };
  ::setenv("SLURM_CPUS_PER_TASK", "6", 1);
  for (const Case& c : cases) {
    const Share share = share_processors(c.runs, c.jobs, c.threads);
    CHECK(share.jobs == c.share.jobs);
    CHECK(share.threads == c.share.threads);
  }
  ::unsetenv("SLURM_CPUS_PER_TASK");
  const int free = share_processors(1000, 0, 1).jobs;
  for (const char* text : {"", "0", "-3", "many"}) {
    ::setenv("SLURM_CPUS_PER_TASK", text, 1);
    CHECK(share_processors(1000, 0, 1).jobs == free);
  }
  ::unsetenv("SLURM_CPUS_PER_TASK");
}
