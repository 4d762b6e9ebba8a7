#include "launch/survey.h"

#include <doctest/doctest.h>

#include "../record/fake_run.h"
#include "support/temporary_folder.h"

using namespace runner;

TEST_CASE("a survey is counted in the order of standings and listed without results") {
  Plan plan;
  plan.name = "moons";
  for (const char* id : {"a", "b", "c", "d"}) plan.runs.push_back({id, "SGD", {}, 7, 0, {}});
  const TemporaryFolder results;
  const std::vector<Standing> standings = {Standing::missing, Standing::finished, Standing::failed,
                                           Standing::missing};
  CHECK(survey_counts(plan, standings) == "moons: 4 runs, 1 finished, 1 failed, 2 missing");
  CHECK(survey_list(plan, results.path(), standings, 2) ==
        "  failed       c  SGD seed 7\n"
        "  missing      a  SGD seed 7\n"
        "  … and 1 more\n");
  CHECK(survey_list(plan, results.path(), std::vector(4, Standing::diverged), 2).empty());
  CHECK(survey(plan, results.path()) == std::vector(4, Standing::missing));
}

TEST_CASE("results of earlier revisions are named until their runs have new ones") {
  const Results results;
  Plan plan;
  for (const char* id : {"a", "b", "c"}) {
    PlannedRun run;
    run.id = id;
    run.earlier = {{run.id + "2", "revision 2 of csv"}, {run.id + "1", "revision 1 of csv"}};
    plan.runs.push_back(run);
  }
  CHECK(earlier_results(plan, results.path()).empty());
  const FakeRun fake;
  for (const char* id : {"a1", "b1", "c2"}) fake.record(results.path(), id);
  const std::string folder = (results.path() / "runs/").string();
  const std::string two = "2 runs of revision 1 of csv stay in " + folder +
                          " (a1, …): their numbers are other ones; they are trained anew\n";
  const std::string one = "1 run of revision 2 of csv stays in " + folder +
                          " (c2): its numbers are other ones; it is trained anew\n";
  CHECK(earlier_results(plan, results.path()) == two + one);
  fake.record(results.path(), "a");
  fake.record(results.path(), "b");
  CHECK(earlier_results(plan, results.path()) == one);
}
