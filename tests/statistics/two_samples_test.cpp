#include "statistics/two_samples.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "statistics/correlation.h"
#include "statistics/multiplicity.h"
#include "statistics/near.h"
#include "support/reference.h"

using namespace runner;

namespace {

using Values = std::vector<double>;

struct Golden {
  nlohmann::json json = reference("reference/statistics.json")["paired"];
  Values a = json["a"], b = json["b"];
  Values d = differences(a, b);

  doctest::Approx near(const std::string& name, std::size_t i) const {
    return doctest::Approx(json[name][i].get<double>()).epsilon(tight);
  }
  doctest::Approx near(const std::string& name) const {
    return doctest::Approx(json[name].get<double>()).epsilon(tight);
  }
};

void check_test(const Golden& golden, const std::string& name, const TTest& test) {
  CHECK(test.mean == golden.near("mean"));
  CHECK(test.t == golden.near(name, 0));
  CHECK(test.freedom == golden.near(name, 1));
  CHECK(test.p == golden.near(name, 2));
  CHECK(test.ci95.low == golden.near(name, 3));
  CHECK(test.ci95.high == golden.near(name, 4));
}

}  // namespace

TEST_CASE("t tests of ten seeds are scipy's") {
  const Golden golden;
  check_test(golden, "t", paired_t(golden.d));
  check_test(golden, "welch", welch_t(golden.a, golden.b));
  for (const auto& expected : golden.json["nadeau_bengio"]) {
    const TTest test = paired_t(golden.d, expected[0]);
    CHECK(test.t == doctest::Approx(expected[1].get<double>()).epsilon(tight));
    CHECK(test.p == doctest::Approx(expected[2].get<double>()).epsilon(tight));
  }
}

TEST_CASE("tests by rank and by sign are scipy's") {
  const Golden golden;
  CHECK(sign_flip_p(golden.d) == 8 / 1024.0);
  const RankTest signed_rank = wilcoxon_signed_rank(golden.d);
  CHECK(signed_rank.statistic == 2);
  CHECK(signed_rank.p == golden.near("wilcoxon", 0));
  CHECK(wilcoxon_signed_rank(golden.d, Zeros::drop, true).p == golden.near("wilcoxon", 1));
  CHECK(wilcoxon_signed_rank(Values{1, 2.5, -0.5, 4, 7, -3, 8}).p == golden.near("wilcoxon_exact", 0));
  const RankTest u = mann_whitney(golden.a, golden.b);
  CHECK(u.statistic == golden.near("mann_whitney", 0));
  CHECK(u.p == golden.near("mann_whitney", 1));
  CHECK(mann_whitney(golden.a, golden.b, false).p == golden.near("mann_whitney", 2));
}

TEST_CASE("Wilcoxon's zeros are dropped or split (Demšar 2006, C4.5 with m against C4.5)") {
  const auto scores = reference("reference/statistics.json")["many"]["scores"];
  // Two zeros; Demšar's own numbers for the pair 1 and 2 are T = 12, z = -2.546.
  Values first, second;
  for (const auto& row : scores) {
    first.push_back(row[1]);
    second.push_back(row[0]);
  }
  const Values d = differences(first, second);
  CHECK(wilcoxon_signed_rank(d, Zeros::split).statistic == 12);
  CHECK(wilcoxon_signed_rank(d, Zeros::split).p == doctest::Approx(0.01096849656422473).epsilon(tight));
  CHECK(wilcoxon_signed_rank(d).statistic == 6.5);
  CHECK(wilcoxon_signed_rank(d).p == doctest::Approx(0.01075713311978963).epsilon(tight));
}

TEST_CASE("effect sizes") {
  const Golden golden;
  CHECK(probability_larger(golden.a, golden.b) == 0.745);
  CHECK(cohens_d(golden.a, golden.b) == golden.near("cohens_d"));
  CHECK(hedges_g(golden.a, golden.b) == golden.near("hedges_g"));
  CHECK(paired_d(golden.d) == golden.near("paired_d"));
  // rliable's test, mean over its two tasks 1/3.
  const Values x1 = {1, 2, 1, 2}, y1 = {1, 2, 3}, x2 = {2, 2, 1, 1}, y2 = {1, 2, 3};
  CHECK((probability_larger(x1, y1) + probability_larger(x2, y2)) / 2 ==
        doctest::Approx(1 / 3.0).epsilon(tight));
  CHECK(std::isnan(probability_larger({}, y1)));
}

TEST_CASE("Spearman's correlation of ranks is scipy's") {
  const auto golden = reference("reference/statistics.json");
  for (const auto& expected : golden["spearman"])
    CHECK(rank_correlation(expected[0].get<Values>(), expected[1].get<Values>()) ==
          doctest::Approx(expected[2].get<double>()).epsilon(tight));
  CHECK(std::isnan(rank_correlation(Values{1}, Values{2})));
  CHECK(std::isnan(rank_correlation(Values{1, 1}, Values{1, 2})));
}

TEST_CASE("how many pairs a t test needs, and Noether's") {
  const Golden golden;
  for (const auto& expected : golden.json["pairs_needed"]) {
    CAPTURE(expected.dump());
    CHECK(pairs_needed(expected[0], expected[1]) == expected[2].get<std::size_t>());
    CHECK(pairs_needed(-expected[0].get<double>(), expected[1]) == expected[2].get<std::size_t>());
  }
  CHECK(!pairs_needed(0));
  CHECK(!pairs_needed(std::nan("")));
  CHECK(!pairs_needed(1, 0.25));  // the folds share too many rows, however many there are
  CHECK(!pairs_needed(1e-9));
  CHECK(pairs_needed(HUGE_VAL) == 2);
  for (const auto& expected : golden.json["noether"]) {
    CHECK(noether_pairs(expected[0], expected[1], expected[2]) ==
          doctest::Approx(expected[3].get<double>()).epsilon(tight));
    CHECK(noether_probability(expected[3], expected[1], expected[2]) ==
          doctest::Approx(expected[0].get<double>()).epsilon(tight));
  }
}

TEST_CASE("differences that are equal on paper are equal") {
  const Values d = differences(Values{.918, .915, 1.003, 5e-20, 3, 0, 1e300},
                               Values{.910, .907, .995, 2e-20, 3, 0, -1e300});
  CHECK(d[0] == d[1]);
  CHECK(d[1] == d[2]);
  CHECK(d[3] == doctest::Approx(3e-20));
  CHECK(d[4] == 0);
  CHECK(d[5] == 0);
  CHECK(d[6] == doctest::Approx(2e300).epsilon(1e-14));
  CHECK(differ_by_rounding(0.1 + 0.2, 0.3));
  CHECK(!differ_by_rounding(0.3, 0.3000001));
  CHECK(!differ_by_rounding(0, 1e-300));
}

TEST_CASE("what few or equal values can say") {
  const TTest one = paired_t(Values{0.5});
  CHECK(one.mean == 0.5);
  CHECK(std::isnan(one.p));
  CHECK(std::isnan(one.ci95.low));
  const TTest same = paired_t(Values{0, 0, 0});
  CHECK(std::isnan(same.p));
  CHECK(same.ci95.low == 0);
  const TTest constant = paired_t(Values{2, 2, 2});
  CHECK(constant.p == 0);
  CHECK(constant.ci95.high == 2);
  CHECK(std::isnan(welch_t(Values{1}, Values{1, 2}).p));
  CHECK(sign_flip_p(Values{0, 0}) == 1);
  CHECK(sign_flip_p(Values{1, 2, 3}) == 0.25);
  CHECK(!sign_flip_p({}));
  CHECK(!sign_flip_p(Values(31, 1.0)));
  CHECK(sign_flip_p(Values(30, 1.0)) == doctest::Approx(2 / 1073741824.0).epsilon(tight));
  CHECK(wilcoxon_signed_rank(Values{0, 0}).p == 1);
  CHECK(mann_whitney(Values{1, 1}, Values{1, 1}).p == 1);
  CHECK(hedges_g(Values{1, 2, 3}, Values{1, 2, 3}) == 0);
}

TEST_CASE("p values of several tests (Holm 1979)") {
  const Values p = {.01, .04, .03, .005};
  const auto near = [](const Values& found, const Values& expected) {
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      CHECK(found[i] == doctest::Approx(expected[i]).epsilon(tight));
  };
  near(holm(p), {.03, .06, .06, .02});
  const Values with_gap = holm(Values{.5, std::nan(""), .04});
  CHECK(with_gap[0] == .5);
  CHECK(std::isnan(with_gap[1]));
  CHECK(with_gap[2] == .08);
}
