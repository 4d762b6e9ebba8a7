#include "statistics/statistics.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace runner;

TEST_CASE("Student's t has the values of scipy.stats.t.ppf(0.975, freedom)") {
  struct Case {
    std::size_t freedom;
    double t;
  };
  const Case cases[] = {{1, 12.70620473617469},   {2, 4.302652729749462},   {3, 3.182446305283708},
                        {4, 2.776445105197793},   {5, 2.570581835636315},   {9, 2.262157162798205},
                        {10, 2.228138851986274},  {29, 2.045229642132703},  {30, 2.042272456301238},
                        {99, 1.984216951586417},  {100, 1.983971518523552}, {999, 1.962341461133449},
                        {5000, 1.960438551706507}};
  for (const Case& c : cases) {
    CAPTURE(c.freedom);
    CHECK(student_t95(c.freedom) == doctest::Approx(c.t).epsilon(1e-12));
  }
}

TEST_CASE("statistics of five seeds") {
  const std::vector<double> values = {0.91, 0.95, 0.93, 0.97, 0.89};
  const Statistics s = statistics(values);
  CHECK(s.n == 5);
  CHECK(s.mean == doctest::Approx(0.93));
  CHECK(s.std == doctest::Approx(0.0316227766016838).epsilon(1e-12));
  CHECK(s.ci95_low == doctest::Approx(0.8907351367704488).epsilon(1e-12));
  CHECK(s.ci95_high == doctest::Approx(0.9692648632295511).epsilon(1e-12));
  CHECK(s.min == 0.89);
  CHECK(s.max == 0.97);
}

TEST_CASE("what a small number of values can't say is NaN") {
  const Statistics one = statistics(std::vector<double>{2});
  CHECK(one.n == 1);
  CHECK(one.mean == 2);
  CHECK(one.min == 2);
  CHECK(one.max == 2);
  for (double value : {one.std, one.ci95_low, one.ci95_high}) CHECK(std::isnan(value));
  const Statistics none = statistics({});
  CHECK(none.n == 0);
  for (double value : {none.mean, none.std, none.min, none.max}) CHECK(std::isnan(value));
}

TEST_CASE("only finite values count") {
  const std::vector<double> values = {1, std::nan(""), 3, HUGE_VAL};
  const Statistics s = statistics(values);
  CHECK(s.n == 2);
  CHECK(s.mean == 2);
  CHECK(s.max == 3);
}

TEST_CASE("equal values have no spread") {
  const Statistics s = statistics(std::vector<double>{0.5, 0.5, 0.5});
  CHECK(s.std == 0);
  CHECK(s.ci95_low == 0.5);
  CHECK(s.ci95_high == 0.5);
}

TEST_CASE("folds have the corrected interval of Nadeau and Bengio") {
  // Differences of ten folds; t as baycomp has it: mean / sqrt((1/n + n_test/n_train) * var).
  const std::vector<double> values = {0.004, 0.002, 0.008, -0.001, 0.008, 0.003, 0.008, 0.001, 0.007, 0.001};
  const std::pair<double, double> cases[] = {
      {0, 3.7976712547}, {1.0 / 9, 2.6137366137}, {0.25, 2.0299406718}};
  for (const auto& [ratio, t] : cases) {
    CAPTURE(ratio);
    const Statistics s = statistics(values, ratio);
    CHECK(s.mean == doctest::Approx(0.0041));
    CHECK(s.std == doctest::Approx(0.0034140234));
    const double reach = (s.ci95_high - s.ci95_low) / 2;
    CHECK(s.mean / reach * student_t95(9) == doctest::Approx(t).epsilon(1e-9));
  }
}
