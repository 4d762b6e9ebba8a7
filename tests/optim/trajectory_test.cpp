#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "optim/components.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

/// Numbers of PyTorch itself, written by tests/reference/make_optim.py.
const json& numbers() {
  static const json read = reference("reference/optim.json");
  return read;
}

/// The gradient that the reference descends along, of `copies` vectors of parameters one after another.
template <class T>
void gradient(const std::vector<T>& w, const json& noise, std::vector<T>& out) {
  const std::size_t n = noise.size();
  for (std::size_t i = 0; i < w.size(); ++i) {
    const T before = w[i % n == 0 ? i + n - 1 : i - 1];
    out[i] = w[i] * w[i] * w[i] / 2 - before / 4 + noise[i % n].get<T>();
  }
}

/// The parameters after each step, from `copies` copies of the start.
template <class T>
std::vector<std::vector<T>> run(const json& optimizer, std::size_t copies) {
  const auto start = numbers()["start"].get<std::vector<T>>();
  std::vector<T> w;
  for (std::size_t i = 0; i < copies; ++i) w.insert(w.end(), start.begin(), start.end());
  Optimizers optimizers;
  const auto recipe = optimizers.bind(optimizer.dump());
  REQUIRE(optimizers.messages.empty());
  const auto rule = recipe->make<T>(layout_of(w.size()));

  std::vector<T> g(w.size());
  std::vector<std::vector<T>> points;
  for (const json& noise : numbers()["noise"]) {
    gradient(w, noise, g);
    rule->step(w, g, {recipe->learning_rate(), static_cast<std::int64_t>(points.size()) + 1});
    points.push_back(w);
  }
  return points;
}

template <class T>
void check_trajectory(const json& expected, double tolerance) {
  CAPTURE(expected["optimizer"].dump());
  const auto points = run<T>(expected["optimizer"], 1);
  REQUIRE(points.size() == expected["w"].size());
  for (std::size_t step = 0; step < points.size(); ++step) {
    CAPTURE(step);
    for (std::size_t i = 0; i < points[step].size(); ++i) {
      const double wanted = expected["w"][step][i].get<double>();
      CHECK(static_cast<double>(points[step][i]) == doctest::Approx(wanted).epsilon(tolerance).scale(0.1));
    }
  }
}

}  // namespace

TEST_CASE("every optimizer follows PyTorch's trajectory in float64") {
  for (const json& expected : numbers()["trajectories"]) {
    if (expected["dtype"] == "float64") check_trajectory<double>(expected, 1e-12);
  }
}

TEST_CASE("every optimizer follows PyTorch's trajectory in float32") {
  for (const json& expected : numbers()["trajectories"]) {
    if (expected["dtype"] == "float32") check_trajectory<float>(expected, 2e-6);
  }
}

TEST_CASE("a parameter's steps have the same bits wherever it lies in the vector") {
  for (const json& expected : numbers()["trajectories"]) {
    if (expected["dtype"] != "float32") continue;
    CAPTURE(expected["optimizer"].dump());
    const auto alone = run<float>(expected["optimizer"], 1).back();
    const auto copies = run<float>(expected["optimizer"], 9).back();
    for (std::size_t i = 0; i < copies.size(); ++i) CHECK(copies[i] == alone[i % alone.size()]);
  }
}
