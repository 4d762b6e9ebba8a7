#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/text.h"
#include "problem/problems/quadratic.h"
#include "problem/problems/rosenbrock.h"
#include "problem/problems/saddle.h"
#include "support/components.h"
#include "support/kept_complaints.h"

using namespace runner;

namespace {

using Problems = Components<ProblemConfig, QuadraticConfig, RosenbrockConfig, SaddleConfig>;

double value_at(const ProblemConfig& problem, const std::vector<double>& w) {
  std::vector<double> gradient(w.size());
  return problem.evaluate(w, {}, gradient);
}

/// Central differences: exact for a quadratic, of order step² for others.
double slope(const ProblemConfig& problem, std::vector<double> w, std::size_t i) {
  const double step = 1e-5 * std::max(1.0, std::abs(w[i]));
  const double here = w[i];
  w[i] = here + step;
  const double above = value_at(problem, w);
  w[i] = here - step;
  return (above - value_at(problem, w)) / (2 * step);
}

}  // namespace

TEST_CASE("every problem's gradient is the slope of its value") {
  Problems problems;
  for (const std::string yaml :
       {"quadratic", "{type: quadratic, curvature: [1, -2, 30], start: [0.5, -1, 2]}", "rosenbrock",
        "{type: rosenbrock, a: 2, b: 3, start: [-0.5, 1.5]}", "saddle", "{type: saddle, start: [0, 0]}"}) {
    CAPTURE(yaml);
    const auto problem = problems.bind(yaml);
    REQUIRE(problems.messages.empty());
    const std::vector<double> w = problem->starting_point();
    std::vector<double> gradient(w.size());
    problem->evaluate(w, {}, gradient);
    for (std::size_t i = 0; i < w.size(); ++i) {
      CAPTURE(i);
      CHECK(gradient[i] == doctest::Approx(slope(*problem.config, w, i)).epsilon(1e-8));
    }
  }
}

TEST_CASE("every problem has the value of its formula at its start, in both types") {
  const std::vector<std::pair<std::string, double>> cases = {
      {"quadratic", 0.5},
      {"{type: quadratic, curvature: 2}", 1},
      {"{type: quadratic, curvature: [1, -2, 30], start: [0.5, -1, 2]}", 0.125 - 1 + 60},
      {"rosenbrock", 2.2 * 2.2 + 100 * 0.44 * 0.44},
      {"{type: rosenbrock, start: [1, 1]}", 0},
      {"saddle", 1 - 1e-6},
  };
  Problems problems;
  for (const auto& [yaml, expected] : cases) {
    CAPTURE(yaml);
    const auto problem = problems.bind(yaml);
    const std::vector<double> w = problem->starting_point();
    CHECK(value_at(*problem.config, w) == doctest::Approx(expected).epsilon(1e-14));

    const std::vector<float> single(w.begin(), w.end());
    std::vector<float> gradient(w.size());
    const float value = problem->evaluate(single, {}, gradient);
    CHECK(static_cast<double>(value) == doctest::Approx(expected).epsilon(1e-6));
  }
}

TEST_CASE("a number stands for every parameter of the quadratic") {
  const std::vector<std::pair<std::string, std::vector<double>>> cases = {
      {"quadratic", {1}},
      {"{type: quadratic, start: -3}", {-3}},
      {"{type: quadratic, start: [4, 5]}", {4, 5}},
      {"{type: quadratic, curvature: [1, 10, 100], start: 2}", {2, 2, 2}},
  };
  Problems problems;
  for (const auto& [yaml, expected] : cases) CHECK(problems.bind(yaml)->starting_point() == expected);
}

TEST_CASE("lists of the quadratic that don't fit together are told") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{type: quadratic, curvature: [1, 2], start: [1, 2, 3]}",
       "start: start has length 3, but curvature has length 2"},
      {"{type: quadratic, curvature: []}", "curvature: the list is empty"},
      {"{type: quadratic, start: []}", "start: the list is empty"},
      {"{type: quadratic, curvature: [1, -2], start: [1, 2]}", ""},
  };
  Problems problems;
  for (const auto& [yaml, expected] : cases) {
    const auto problem = problems.bind(yaml);
    REQUIRE(problems.messages.empty());
    KeptComplaints complaints;
    problem->check(complaints);
    CHECK(join(complaints.messages, "\n") == expected);
  }
}

TEST_CASE("a start of the wrong length is told with both lengths") {
  Problems problems;
  CHECK_FALSE(problems.bind("{type: rosenbrock, start: [1, 2, 3]}"));
  CHECK(join(problems.messages, "\n") == "start: expected a list of 2 numbers, not 3");
}
