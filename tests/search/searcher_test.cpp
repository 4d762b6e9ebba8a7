#include "search/searcher.h"

#include <doctest/doctest.h>

#include <limits>

#include "search/successive_halving.h"

namespace runner {

namespace {

std::vector<std::size_t> configurations_of(const std::vector<Trial>& round) {
  std::vector<std::size_t> all;
  for (const Trial& trial : round) all.push_back(trial.configuration);
  return all;
}

using Configurations = std::vector<std::size_t>;

}  // namespace

TEST_CASE("without a search every configuration is one round, to its end") {
  Plan plan;
  plan.labels = {"a", "b", "c"};
  const auto searcher = make_searcher(plan);
  const auto round = searcher->propose();
  CHECK(configurations_of(round) == Configurations{0, 1, 2});
  for (const Trial& trial : round) CHECK(!trial.epochs);
  for (const Trial& trial : round) searcher->observe(trial, 1);
  CHECK(searcher->propose().empty());
}

TEST_CASE("successive halving keeps the best of each rung; the last one has no epoch of its own") {
  Plan plan;
  plan.rungs = {{9, 1}, {3, 3}, {1, 9}};
  const auto searcher = make_searcher(plan);
  const std::vector<double> costs = {5, 4, 3, 2, 1, 6, 7, 8, 9};
  auto round = searcher->propose();
  CHECK(round.size() == 9);
  CHECK(round.front().epochs == 1);
  for (const Trial& trial : round) searcher->observe(trial, costs[trial.configuration]);
  round = searcher->propose();
  CHECK(configurations_of(round) == Configurations{2, 3, 4});
  CHECK(round.front().epochs == 3);
  for (const Trial& trial : round) searcher->observe(trial, -costs[trial.configuration]);
  round = searcher->propose();
  CHECK(configurations_of(round) == Configurations{2});
  CHECK(!round.front().epochs);
  CHECK(searcher->propose().empty());
}

TEST_CASE("a configuration without a cost comes last, equal ones in the order of the plan") {
  const std::vector<Rung> rungs = {{4, 1}, {2, 2}};
  SuccessiveHalving search(rungs);
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> costs = {none, 1, 1, none};
  for (const Trial& trial : search.propose()) search.observe(trial, costs[trial.configuration]);
  CHECK(configurations_of(search.propose()) == Configurations{1, 2});

  SuccessiveHalving without(rungs);
  for (const Trial& trial : without.propose()) without.observe(trial, none);
  CHECK(configurations_of(without.propose()) == Configurations{0, 1});
}

}  // namespace runner
