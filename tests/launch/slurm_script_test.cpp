#include "launch/slurm_script.h"

#include <doctest/doctest.h>

#include "launch/slurm.h"

using namespace runner;

namespace {

SlurmJob job() {
  SlurmJob job;
  job.name = "moons";
  job.program = "/opt/it's mine/runner";
  job.folder = "/data/50% done/moons.slurm";
  job.results = "/data/50% done/moons";
  job.parts = {20, {1, 2, 3, 7}};
  return job;
}

}  // namespace

TEST_CASE("numbers are written as ranges") {
  const std::vector<std::pair<std::vector<std::size_t>, const char*>> cases = {
      {{1}, "1"},
      {{1, 2}, "1-2"},
      {{1, 2, 3, 4}, "1-4"},
      {{2, 4}, "2,4"},
      {{1, 2, 3, 7, 9, 10}, "1-3,7,9-10"},
  };
  for (const auto& [numbers, text] : cases) CHECK(ranges_text(numbers) == text);
}

TEST_CASE("what sbatch answers is a job's number or nothing") {
  CHECK(job_number("123\n") == "123");
  CHECK(job_number("123") == "123");
  CHECK(job_number("4294967295;cluster\n") == "4294967295");
  for (const char* answer :
       {"", "\n", "abc\n", "-1\n", "1.5\n", " 1\n", "12 34\n", "12\n34\n", "1 $(touch x)\n", ";c\n",
        "\x1b[31m1\n", "1;\x1b[31m\n", "1;\n", "1; touch x\n", "12345678901\n"})
    CHECK(!job_number(answer));
}

TEST_CASE("a word of the shell is what it was") {
  CHECK(shell_word("a b") == "'a b'");
  CHECK(shell_word("it's $HOME") == R"('it'\''s $HOME')");
}

TEST_CASE("the script of an array with nothing but defaults") {
  CHECK(array_script(job()) ==
        R"(#!/bin/sh
#SBATCH --job-name=moons
#SBATCH --array=1-3,7
#SBATCH --output="/data/50%% done/moons.slurm/%A_%a.log"
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60
exec '/opt/it'\''s mine/runner' run '/data/50% done/moons.slurm/experiment.yaml' --results '/data/50% done' --shard "$SLURM_ARRAY_TASK_ID/20"
)");
}

TEST_CASE("the scripts with everything") {
  SlurmJob all = job();
  all.timing = false;
  all.slurm.cpus = 4;
  all.slurm.partition = "short,long";
  all.slurm.time = "1:00:00";
  all.slurm.mem = "4G";
  all.slurm.extra = {"#SBATCH --account=lab", "#SBATCH --nice"};
  CHECK(array_script(all) ==
        R"(#!/bin/sh
#SBATCH --job-name=moons
#SBATCH --array=1-3,7
#SBATCH --output="/data/50%% done/moons.slurm/%A_%a.log"
#SBATCH --cpus-per-task=4
#SBATCH --partition=short,long
#SBATCH --time=1:00:00
#SBATCH --mem=4G
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60
#SBATCH --account=lab
#SBATCH --nice
exec '/opt/it'\''s mine/runner' run '/data/50% done/moons.slurm/experiment.yaml' --results '/data/50% done' --no-timing --shard "$SLURM_ARRAY_TASK_ID/20"
)");
  CHECK(merge_script(all) ==
        R"(#!/bin/sh
#SBATCH --job-name=moons-merge
#SBATCH --output="/data/50%% done/moons.slurm/%j_merge.log"
#SBATCH --partition=short,long
#SBATCH --time=1:00:00
#SBATCH --mem=4G
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:TERM@60
#SBATCH --account=lab
#SBATCH --nice
exec '/opt/it'\''s mine/runner' merge '/data/50% done/moons' --no-timing
)");
}
