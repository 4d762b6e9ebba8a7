#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "statistics/best_over_budget.h"
#include "statistics/importance_of_factors.h"
#include "statistics/near.h"
#include "support/reference.h"

using namespace runner;

TEST_CASE("importance of two factors of a full grid") {
  const FactorGrid grid{{4, 3}, {{1}, {2}, {3}, {2}, {1}, {4}, {5}, {5}, {5}, {0}, {3}, {9}}};
  const Importance found = functional_anova(grid);
  CHECK(found.mean == doctest::Approx(10 / 3.0).epsilon(tight));
  CHECK(found.variance == doctest::Approx(50 / 9.0).epsilon(tight));
  REQUIRE(found.parts.size() == 3);
  CHECK(found.parts[0].share == doctest::Approx(0.27).epsilon(tight));
  CHECK(found.parts[1].share == doctest::Approx(0.3475).epsilon(tight));
  CHECK(found.parts[2].factors == std::vector<std::size_t>{0, 1});
  CHECK(found.parts[2].share == doctest::Approx(0.3825).epsilon(tight));
  CHECK(found.seeds == 0);
  CHECK(found.rest == 0);
}

TEST_CASE("the share of the seeds stands beside that of the factors") {
  // Cells 1 and 3, seeds ± 1 in each: half of the variance is theirs.
  const Importance found = functional_anova({{2}, {{0, 2}, {2, 4}}});
  CHECK(found.variance == 2);
  CHECK(found.parts[0].share == 0.5);
  CHECK(found.seeds == 0.5);
}

TEST_CASE("three factors together are the rest, and all add up to 1") {
  FactorGrid grid{{2, 2, 2}, {}};
  for (const double value : {1.0, 2.0, 0.5, 7.0, 3.0, 3.5, -2.0, 1.0})
    grid.repeats.push_back({value, value + 0.1});
  const Importance found = functional_anova(grid);
  double sum = found.rest + found.seeds;
  for (const auto& part : found.parts) sum += part.share;
  CHECK(found.parts.size() == 6);
  CHECK(found.rest > 0);
  CHECK(sum == doctest::Approx(1).epsilon(tight));
  CHECK(std::isnan(functional_anova({{2}, {{1}, {1}}}).parts[0].share));
}

TEST_CASE("the best of so many trials (Dodge et al. 2019, Tang et al. 2020)") {
  const std::vector<double> values = {.75, .70, .81, .72, .80};
  near(best_over_budget(values, true), {.756, .786, .801, .808, .81});
  near(best_over_budget_with_replacement(values, true), {.756, .780, .792, .798624, .8025216});
  near(best_over_budget(values, false), {.756, .726, .711, .704, .70});
  CHECK(best_over_budget({}, true).empty());
}

TEST_CASE("the band of the best of so many trials is that of all choices") {
  const auto golden = reference("reference/statistics.json")["best_of"];
  const auto values = golden["values"].get<std::vector<double>>();
  std::vector<double> negative;
  for (const double value : values) negative.push_back(-value);
  for (const auto& expected : golden["quantiles"]) {
    CAPTURE(expected.dump());
    const auto quantiles = expected[1].get<std::vector<double>>();
    CHECK(best_over_budget_quantile(values, true, expected[0]) == quantiles);
    const auto lower = best_over_budget_quantile(negative, false, expected[0]);
    for (std::size_t n = 0; n < quantiles.size(); ++n) CHECK(lower[n] == -quantiles[n]);
  }
  // Very many: of 10000 one is drawn, all are drawn.
  std::vector<double> many;
  for (int k = 1; k <= 10000; ++k) many.push_back(k);
  const auto band = best_over_budget_quantile(many, true, 0.05);
  CHECK(band.front() == 500);
  CHECK(band[1] == 2237);  // C(2237, 2) / C(10000, 2) is the first above 0.05
  CHECK(band.back() == 10000);
}
