#include "statistics/many_data_sets.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "statistics/bootstrap.h"
#include "statistics/near.h"
#include "support/reference.h"

using namespace runner;

namespace {

using Values = std::vector<double>;

/// Fourteen data sets, four variants of C4.5; the best accuracy is the least cost.
CostTable demsar(const nlohmann::json& many) {
  CostTable costs = many["scores"];
  for (auto& row : costs)
    for (double& score : row) score = -score;
  return costs;
}

}  // namespace

TEST_CASE("Friedman, Iman and Davenport, Nemenyi (Demšar 2006)") {
  const auto many = reference("reference/statistics.json")["many"];
  const CostTable costs = demsar(many);
  near(mean_ranks_of(costs), many["mean_ranks"]);
  const FriedmanTest test = friedman(costs);
  near({test.chi_squared, test.p}, many["friedman"]);
  near({test.f, test.f_p}, many["iman_davenport"]);
  // His own ranks are of more digits than he prints, and without correction for ties.
  const FriedmanTest printed = friedman(Values{44 / 14.0, 2, 40.5 / 14, 27.5 / 14}, 14);
  near({printed.chi_squared, printed.p, printed.f, printed.f_p},
       {9.278571428571437, 0.025807496707063185, 3.686313032089068, 0.019823006192249054});
  near({critical_difference(4, 14), critical_difference(4, 14, 0.1)}, many["critical_difference"]);
  CHECK(nemenyi_p(many["nemenyi_p"][0], 4, 14) ==
        doctest::Approx(many["nemenyi_p"][1].get<double>()).epsilon(tight));
}

TEST_CASE("Nemenyi's critical values for 2 to 10 algorithms") {
  const auto values = reference("reference/statistics.json")["many"]["critical_values"];
  for (const auto& [level, expected] : values.items()) {
    for (std::size_t k = 2; k <= 10; ++k) {
      const double scale = std::sqrt(static_cast<double>(k * (k + 1)) / 6.0);
      CHECK(critical_difference(k, 1, std::stod(level)) / scale ==
            doctest::Approx(expected[k - 2].get<double>()).epsilon(tight));
    }
  }
}

TEST_CASE("ranks at their ends") {
  const FriedmanTest alike = friedman(CostTable{{1, 2}, {1, 2}, {3, 5}});
  CHECK(std::isinf(alike.f));
  CHECK(alike.f_p == 0);
  CHECK(friedman(CostTable{{1, 1}, {2, 2}}).p == 1);
  CHECK(std::isnan(friedman(CostTable{{1, 2}}).p));
}

TEST_CASE("neighbours that are not told apart") {
  using Groups = std::vector<std::pair<std::size_t, std::size_t>>;
  CHECK(not_told_apart(Values{1, 1.5, 2, 3.5, 5}, 1) == Groups{{0, 2}});
  CHECK(not_told_apart(Values{1, 2, 3, 4}, 2) == Groups{{0, 2}, {1, 3}});
  CHECK(not_told_apart(Values{1, 2, 2.5}, 5) == Groups{{0, 2}});
  CHECK(not_told_apart(Values{1, 3, 6}, 1).empty());
  CHECK(not_told_apart({}, 1).empty());
}

TEST_CASE("the mean of the middle half (rliable)") {
  CHECK(interquartile_mean({1, 2, 2, 2, 1, 1, 2, 1}) == 1.5);
  CHECK(interquartile_mean({1, 1, 2, 2, 3, 3}) == 2);
  Values all;
  for (int i = 0; i < 80; ++i) all.push_back(i);
  CHECK(interquartile_mean(all) == 39.5);
  const auto golden = reference("reference/statistics.json");
  for (const auto& expected : golden["many"]["iqm"]) {
    Values squares;
    for (int i = 1; i <= expected[0].get<int>(); ++i) squares.push_back(i * i);
    CHECK(interquartile_mean(squares) == doctest::Approx(expected[1].get<double>()).epsilon(tight));
  }
}

TEST_CASE("performance profiles (Dolan & Moré 2002) and their score") {
  const CostTable times = {{10, 12, 40}, {20, 10, 15}, {HUGE_VAL, 30, 60}};
  const auto profile = performance_profile(times, Values{1, 1.2, 1.5, 2, 4});
  near(profile[0], {1 / 3.0, 1 / 3.0, 1 / 3.0, 2 / 3.0, 2 / 3.0});
  near(profile[1], {2 / 3.0, 1, 1, 1, 1});
  near(profile[2], {0, 0, 1 / 3.0, 2 / 3.0, 1});
  near(profile_scores(times), {5 / 9.0, 44 / 45.0, 0.5});
}
