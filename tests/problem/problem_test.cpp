#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "base/text.h"
#include "catalog/catalog.h"
#include "config/yaml.h"
#include "problem/problem.h"
#include "support/kept_messages.h"

using namespace runner;

namespace {

/// Every problem there is.
class Problems {
 public:
  Component<ProblemConfig> bind(const std::string& yaml) {
    Diagnostics diagnostics;
    Component<ProblemConfig> component;
    const auto node = parse_yaml(std::make_shared<Source>(Source{"test.yaml", yaml, ""}), diagnostics);
    BindContext context{diagnostics, catalog()};
    if (node) catalog().of<ProblemConfig>().bind(Cursor(*node), context, component);
    messages.clear();
    for (const Diagnostic& found : diagnostics.sorted()) messages.push_back(found.message);
    return component;
  }
  std::vector<std::string> messages;
};

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
  const std::vector<std::string> cases = {
      "quadratic",
      "{type: quadratic, curvature: [1, -2, 30], start: [0.5, -1, 2]}",
      "ill_conditioned_quadratic",
      "{type: ill_conditioned_quadratic, dimension: 7, condition: 1e4}",
      "{type: ill_conditioned_quadratic, dimension: 7, condition: 100, rotated: true}",
      "{type: ill_conditioned_quadratic, dimension: 1}",
      "quadratic_deep",
      "rosenbrock",
      "{type: rosenbrock, a: 2, b: 3, start: [-0.5, 1.5]}",
      "beale",
      "{type: beale, start: [-4.5, 4.5]}",
      "booth",
      "branin",
      "himmelblau",
      "saddle",
      "{type: saddle, start: [0, 0]}",
      "ackley",
      "{type: ackley, dimension: 3, start: [0.1, -0.2, 5]}",
      "rastrigin",
      "{type: rastrigin, dimension: 3, start: [0.1, -0.2, 5]}",
      "styblinski_tang",
      "{type: styblinski_tang, dimension: 3, start: [0.1, -2, 5]}",
      "wilson_least_squares",
      "{type: wilson_least_squares, positive: 2, negative: 1, start: -0.5}",
  };
  Problems problems;
  std::set<std::string> covered;
  for (const std::string& yaml : cases) {
    CAPTURE(yaml);
    const auto problem = problems.bind(yaml);
    REQUIRE(problems.messages.empty());
    covered.insert(problem.type);
    std::vector<double> w = problem->starting_point(), gradient(w.size());
    for (const double shift : {0.0, 0.3}) {
      for (std::size_t i = 0; i < w.size(); ++i) w[i] += shift * std::sin(static_cast<double>(i + 1));
      problem->evaluate(w, {}, gradient);
      for (std::size_t i = 0; i < w.size(); ++i) {
        CAPTURE(i);
        CHECK(gradient[i] == doctest::Approx(slope(*problem.config, w, i)).epsilon(1e-7));
      }
    }
  }
  const auto& names = catalog().of("problem").names();
  CHECK(covered == std::set<std::string>(names.begin(), names.end()));
}

TEST_CASE("a known minimum has its known value and no slope, and none is known of a saddle") {
  const double pi = std::numbers::pi;
  const std::vector<std::tuple<std::string, std::size_t, double>> cases = {
      {"quadratic", 1, 0},
      {"{type: quadratic, curvature: [1, 2, 30]}", 1, 0},
      {"{type: quadratic, curvature: [1, -2, 30]}", 0, 0},
      {"{type: quadratic, curvature: 0}", 0, 0},
      {"{type: ill_conditioned_quadratic, dimension: 5}", 1, 0},
      {"rosenbrock", 1, 0},
      {"{type: rosenbrock, a: 2}", 1, 0},
      {"beale", 1, 0},
      {"booth", 1, 0},
      {"branin", 3, 5 / (4 * pi)},
      {"himmelblau", 4, 0},
      {"saddle", 0, 0},
      {"{type: ackley, dimension: 4}", 1, 0},
      {"{type: rastrigin, dimension: 4}", 1, 0},
      {"{type: styblinski_tang, dimension: 4}", 1, 4 * -39.16616570377142},
      {"wilson_least_squares", 1, 0},
      {"{type: wilson_least_squares, positive: 7, negative: 2, start: 0.25}", 1, 0},
  };
  Problems problems;
  for (const auto& [yaml, count, value] : cases) {
    CAPTURE(yaml);
    const auto problem = problems.bind(yaml);
    REQUIRE(problems.messages.empty());
    const auto minima = problem->minima();
    CHECK(minima.size() == count);
    for (const auto& minimum : minima) {
      std::vector<double> gradient(minimum.size());
      REQUIRE(minimum.size() == problem->starting_point().size());
      CHECK(problem->evaluate(minimum, {}, gradient) == doctest::Approx(value).epsilon(1e-14));
      for (const double g : gradient) CHECK(std::abs(g) < 1e-11);
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
      {"{type: ill_conditioned_quadratic, dimension: 3, condition: 100}", 0.5 * (1 + 0.1 + 0.01)},
      {"{type: beale, start: [0, 0]}", 1.5 * 1.5 + 2.25 * 2.25 + 2.625 * 2.625},
      {"{type: booth, start: [0, 0]}", 74},
      {"{type: branin, start: [0, 0]}", 36 + 10 * (1 - 1 / (8 * std::numbers::pi)) + 10},
      {"{type: himmelblau, start: [1, 2]}", 64 + 4},
      {"{type: ackley, start: [1, 1]}", 20 - 20 * std::exp(-0.2)},
      {"{type: rastrigin, start: [0.5, 1]}", 0.25 + 20 + 1},
      {"{type: styblinski_tang, start: [1, 2]}", (1 - 16 + 5 + 16 - 64 + 10) / 2.0},
      {"{type: wilson_least_squares, positive: 2, negative: 1}", 0.5},
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

TEST_CASE("a number stands for every parameter") {
  const std::vector<std::pair<std::string, std::vector<double>>> cases = {
      {"quadratic", {1}},
      {"{type: quadratic, start: -3}", {-3}},
      {"{type: quadratic, start: [4, 5]}", {4, 5}},
      {"{type: quadratic, curvature: [1, 10, 100], start: 2}", {2, 2, 2}},
      {"{type: rastrigin, dimension: 3, start: 2}", {2, 2, 2}},
      {"{type: rastrigin, dimension: 2, start: [3, 2]}", {3, 2}},
  };
  Problems problems;
  for (const auto& [yaml, expected] : cases) CHECK(problems.bind(yaml)->starting_point() == expected);
}

TEST_CASE("lists that don't fit together are told") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{type: quadratic, curvature: [1, 2], start: [1, 2, 3]}",
       "start: start has length 3, but curvature has length 2"},
      {"{type: quadratic, curvature: []}", "curvature: the list is empty"},
      {"{type: quadratic, start: []}", "start: the list is empty"},
      {"{type: quadratic, curvature: [1, -2], start: [1, 2]}", ""},
      {"{type: ackley, dimension: 3, start: [1, 2]}", "start: start has length 2, but dimension is 3"},
  };
  Problems problems;
  for (const auto& [yaml, expected] : cases) {
    const auto problem = problems.bind(yaml);
    REQUIRE(problems.messages.empty());
    KeptMessages sink;
    problem->check(sink);
    CHECK(join(sink.messages, "\n") == expected);
  }
}

TEST_CASE("a start of the wrong length is told with both lengths") {
  Problems problems;
  CHECK_FALSE(problems.bind("{type: rosenbrock, start: [1, 2, 3]}"));
  CHECK(join(problems.messages, "\n") == "start: expected a list of 2 numbers, not 3");
}

TEST_CASE("turned axes change no length: the turned bowl is as high as the straight one at a turned point") {
  Problems problems;
  const auto turned =
      problems.bind("{type: ill_conditioned_quadratic, dimension: 6, condition: 1, rotated: true}");
  const std::vector<double> w = {1, -2, 3, 0.5, 0, 7};
  CHECK(value_at(*turned.config, w) == doctest::Approx(0.5 * (1 + 4 + 9 + 0.25 + 49)).epsilon(1e-14));
}

TEST_CASE(
    "where gradient descent and an adaptive rule end in Wilson's least squares, new samples are told apart "
    "or not") {
  Problems problems;
  const auto problem = problems.bind("wilson_least_squares");
  std::vector<double> w = problem->minima().front(), scratch(w.size());
  const double nearest = problem->test(w, scratch);
  // Lemma 3.1 of the paper: an adaptive rule gives each feature that occurs the weight ±1/4, here + for the
  // first three; its own, where it has one, that of its class.
  std::fill(w.begin(), w.end(), 0.0);
  for (std::size_t i = 0; i < w.size(); ++i) {
    const bool shared = i < 3, positive = !shared && (i - 3) / 5 < 12;
    if (shared || !positive || (i - 3) % 5 == 0) w[i] = shared || positive ? 0.25 : -0.25;
  }
  CHECK(problem->evaluate(w, {}, scratch) == doctest::Approx(0).epsilon(1e-15));
  const double adaptive = problem->test(w, scratch);
  // It answers 3/4 for y = 1 and 1/4 for y = -1: always yes.
  CHECK(adaptive == doctest::Approx((12 * 0.25 * 0.25 + 8 * 1.25 * 1.25) / 20 / 2).epsilon(1e-14));
  CHECK(nearest < adaptive / 2);
}
