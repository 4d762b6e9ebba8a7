#include "launch/survey.h"

#include <doctest/doctest.h>

#include "support/temporary_folder.h"

using namespace runner;

TEST_CASE("a survey is counted in the order of standings and listed without results") {
  Plan plan;
  plan.name = "moons";
  for (const char* id : {"a", "b", "c", "d"}) plan.runs.push_back({id, "SGD", {}, 7, 0, Node()});
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
