#include "statistics/distributions.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <string>

#include "support/reference.h"

using namespace runner;

namespace {

using Arguments = std::vector<double>;

void check(const std::string& name, const std::function<double(const Arguments&)>& function) {
  const auto cases = reference("reference/statistics.json")["distributions"][name];
  REQUIRE(!cases.empty());
  for (const auto& values : cases) {
    auto arguments = values.get<Arguments>();
    const double expected = arguments.back();
    arguments.pop_back();
    CAPTURE(name);
    CAPTURE(arguments[0]);
    CAPTURE(arguments.back());
    const double found = function(arguments);
    CAPTURE(found);
    CAPTURE(expected);
    CHECK(std::abs(found - expected) <= 1e-10 * std::abs(expected));
  }
}

}  // namespace

TEST_CASE("distributions have the values of scipy.stats") {
  check("normal_cdf", [](const Arguments& x) { return normal_cdf(x[0]); });
  check("normal_above", [](const Arguments& x) { return normal_above(x[0]); });
  check("normal_quantile", [](const Arguments& x) { return normal_quantile(x[0]); });
  check("student_t_beyond", [](const Arguments& x) { return student_t_beyond(x[0], x[1]); });
  check("student_t_quantile", [](const Arguments& x) { return student_t_quantile(x[0], x[1]); });
  check("chi_squared_above", [](const Arguments& x) { return chi_squared_above(x[0], x[1]); });
  check("f_above", [](const Arguments& x) { return f_above(x[0], x[1], x[2]); });
  check("f_quantile", [](const Arguments& x) { return f_quantile(x[0], x[1], x[2]); });
  check("studentized_range_cdf",
        [](const Arguments& x) { return studentized_range_cdf(x[0], static_cast<std::size_t>(x[1])); });
}

TEST_CASE("the power of a t test is that of scipy.stats.nct") {
  check("t_test_power", [](const Arguments& x) { return t_test_power(x[0], x[1], 0.05); });
}

TEST_CASE("a quantile is where the distribution has its probability") {
  for (const double p : {0.01, 0.5, 0.9, 0.95, 0.999}) {
    CAPTURE(p);
    CHECK(studentized_range_cdf(studentized_range_quantile(p, 7), 7) == doctest::Approx(p).epsilon(1e-12));
    CHECK(student_t_cdf(student_t_quantile(p, 3.5), 3.5) == doctest::Approx(p).epsilon(1e-12));
    CHECK(normal_cdf(normal_quantile(p)) == doctest::Approx(p).epsilon(1e-12));
  }
}

TEST_CASE("distributions at their ends") {
  CHECK(student_t_beyond(0, 4) == 1);
  CHECK(student_t_beyond(HUGE_VAL, 4) == 0);
  CHECK(student_t_beyond(-HUGE_VAL, 4) == 0);
  CHECK(std::isnan(student_t_beyond(std::nan(""), 4)));
  CHECK(f_above(0, 3, 5) == 1);
  CHECK(f_above(HUGE_VAL, 3, 5) == 0);
  CHECK(chi_squared_above(0, 3) == 1);
  CHECK(studentized_range_cdf(0, 3) == 0);
  CHECK(studentized_range_cdf(100, 3) == doctest::Approx(1));
}
