#include "compare/data_sets.h"

#include <doctest/doctest.h>

#include <cmath>

#include "compare/fake_contenders.h"
#include "support/reference.h"

using namespace runner;

namespace {

/// Demšar's table: four variants of C4.5 on fourteen data sets, one value each.
std::vector<Contender> demsar(std::size_t seeds) {
  std::vector<Contender> contenders;
  const auto scores = reference("reference/statistics.json")["many"]["scores"];
  const std::vector<std::string> names = {"C4.5", "+m", "+cf", "+m+cf"};
  for (std::size_t set = 0; set < scores.size(); ++set) {
    for (std::size_t i = 0; i < names.size(); ++i)
      contenders.push_back(contender_of(names[i], std::vector<double>(seeds, scores[set][i].get<double>()),
                                        "set" + std::to_string(set)));
  }
  return contenders;
}

}  // namespace

TEST_CASE("Demšar's fourteen data sets") {
  const auto found = compare_over_data_sets(demsar(1), accuracy);
  REQUIRE(found);
  REQUIRE(found->algorithms.size() == 4);
  CHECK(found->algorithms[0].name == "+m+cf");
  CHECK(found->algorithms[0].mean_rank == doctest::Approx(1.9285714286).epsilon(1e-9));
  CHECK(found->friedman.chi_squared == doctest::Approx(10.952380952380956).epsilon(1e-9));
  CHECK(found->friedman.p == doctest::Approx(0.011986176325417788).epsilon(1e-9));
  CHECK(found->critical_difference == doctest::Approx(1.2535591471176057).epsilon(1e-9));
  CHECK(found->not_told_apart.size() == 1);
  CHECK(found->pairs.size() == 6);
  for (const auto& pair : found->pairs) {
    if (pair.a != "+m" || pair.b != "C4.5") continue;
    CHECK(pair.p == doctest::Approx(0.01096849656422473).epsilon(1e-9));
    CHECK(pair.wins == 10);
    CHECK(pair.ties == 2);
    CHECK(pair.losses == 2);
    CHECK(pair.p_holm >= pair.p);
  }
}

TEST_CASE("interquartile means and profiles over data sets") {
  // rliable's test: IQM 1.5 and 2.
  const std::vector<Contender> contenders = {
      contender_of("x", {1, 2, 1, 2}, "s"), contender_of("y", {1, 2, 3}, "s"),
      contender_of("x", {2, 2, 1, 1}, "t"), contender_of("y", {1, 2, 3}, "t")};
  const auto found = compare_over_data_sets(contenders, accuracy);
  REQUIRE(found);
  CHECK(found->algorithms[0].name == "y");
  CHECK(found->algorithms[0].iqm == 2);
  CHECK(found->algorithms[1].iqm == 1.5);
  CHECK(found->algorithms[0].iqm_interval.exact);
  CHECK(!found->algorithms[1].iqm_interval.exact);
  CHECK(found->algorithms[0].profile_score == 1);
  CHECK(found->algorithms[1].profile == std::vector<double>{0, 0, 0, 1, 1, 1});
}

TEST_CASE("without two data sets, or two algorithms on all, there is nothing to say") {
  CHECK(!compare_over_data_sets({contender_of("x", {1}, "s"), contender_of("y", {2}, "s")}, accuracy));
  CHECK(!compare_over_data_sets({contender_of("x", {1}, "s"), contender_of("x", {2}, "t")}, accuracy));
  const auto found = compare_over_data_sets(
      {contender_of("x", {1}, "s"), contender_of("y", {2}, "s"), contender_of("z", {2}, "s"),
       contender_of("x", {-1}, "t"), contender_of("y", {3}, "t")},
      accuracy);
  REQUIRE(found);
  CHECK(found->algorithms.size() == 2);
  CHECK(std::isnan(found->algorithms[0].profile_score));
  CHECK(found->notes == std::vector<std::string>{
                            "without a value on every data set and so left out: z",
                            "no performance profile: it divides by the best, and not all means are above 0"});
}
