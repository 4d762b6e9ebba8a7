#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "optim/components.h"
#include "optim/optimizers/sgd.h"
#include "optim/schedulers.h"
#include "problem/problems/quadratic.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

std::vector<json> chapter_cases(const std::string& kind, const std::string& dtype) {
  const json chapter = reference("golden/chapter4.json");
  std::vector<json> found;
  for (const json& one : chapter["cases"]) {
    if (one["kind"] == kind && one["dtype"] == dtype) found.push_back(one);
  }
  REQUIRE_FALSE(found.empty());
  return found;
}

template <class T>
doctest::Approx near(const json& expected) {
  return doctest::Approx(expected.get<double>()).epsilon(sizeof(T) == 4 ? 1e-6 : 1e-12).scale(0);
}

/// Each step of an optimizer on w²/2: the loss and gradient before it, w after it.
template <class T>
void check_optimizers(const std::string& dtype) {
  for (const json& expected : chapter_cases("optimizer", dtype)) {
    CAPTURE(expected["optimizer"].dump());
    Optimizers optimizers;
    const auto component = optimizers.bind(expected["optimizer"].dump());
    REQUIRE(optimizers.messages.empty());
    const auto rule = component->make<T>(layout_of(1));
    const QuadraticConfig problem;
    std::vector<T> w = {1}, g = {0};
    std::int64_t number = 0;
    for (const json& step : expected["steps"]) {
      CAPTURE(number);
      ++number;
      const T loss = problem.evaluate(w, {}, g);
      CHECK(static_cast<double>(loss) == near<T>(step[0]));
      CHECK(static_cast<double>(g[0]) == near<T>(step[1]));
      rule->step(w, g, {component->learning_rate(), number});
      CHECK(static_cast<double>(w[0]) == near<T>(step[2]));
    }
  }
}

/// 200 epochs of 10 iterations of SGD with momentum 0.9 on (w·1 − 0)², with a learning rate per epoch.
template <class T>
void check_schedulers(const std::string& dtype) {
  for (const json& expected : chapter_cases("scheduler", dtype)) {
    CAPTURE(expected["scheduler"].dump());
    Schedulers schedulers;
    const auto scheduler = schedulers.bind(expected["scheduler"].dump());
    REQUIRE(schedulers.messages.empty());
    const auto schedule = scheduler->make({0.1, 200});
    SGDConfig sgd;
    sgd.momentum = 0.9;
    const auto rule = sgd.make<T>(layout_of(1));
    QuadraticConfig problem;
    problem.curvature = 2.0;
    std::vector<T> w = {1}, g = {0};
    std::int64_t iterations = 0;
    REQUIRE(expected["lr_per_epoch"].size() == 200);
    for (std::size_t epoch = 0; epoch < 200; ++epoch) {
      CAPTURE(epoch);
      const double lr = schedule->at(static_cast<std::int64_t>(epoch)).lr;
      CHECK(lr == near<double>(expected["lr_per_epoch"][epoch]));
      for (int i = 0; i < 10; ++i) {
        problem.evaluate(w, {}, g);
        rule->step(w, g, {lr, ++iterations});
      }
      // The chapter tells the first epochs only.
      if (epoch < expected["w_after_epoch"].size()) {
        CHECK(static_cast<double>(w[0]) == near<T>(expected["w_after_epoch"][epoch]));
      }
    }
  }
}

}  // namespace

TEST_CASE("the chapter's optimizers on w²/2, step by step") {
  SUBCASE("float32") {
    check_optimizers<float>("float32");
  }
  SUBCASE("float64") {
    check_optimizers<double>("float64");
  }
}

TEST_CASE("the chapter's schedulers over 200 epochs of 10 iterations") {
  SUBCASE("float32") {
    check_schedulers<float>("float32");
  }
  SUBCASE("float64") {
    check_schedulers<double>("float64");
  }
}
