#include <doctest/doctest.h>

#include <sstream>
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

/// The tensors of a case, several times one after another; a vector unless it says otherwise.
ParameterLayout layout(const json& expected, std::size_t copies) {
  ParameterLayout found;
  Index offset = 0;
  for (std::size_t i = 0; i < copies; ++i) {
    for (const json& shape : expected.value("shapes", json::parse("[[7]]"))) {
      ParameterView view{"w", shape.get<Shape>(), offset, 0};
      view.size = size_of(view.shape);
      offset += view.size;
      found.push_back(std::move(view));
    }
  }
  return found;
}

/// The gradient that the reference descends along, of copies of n parameters one after another.
template <class T>
void gradient(const std::vector<T>& w, std::size_t n, const json& noise, std::vector<T>& out) {
  for (std::size_t i = 0; i < w.size(); ++i) {
    const T before = w[i % n == 0 ? i + n - 1 : i - 1];
    out[i] = w[i] * w[i] * w[i] / 2 - before / 4 + noise[i % n].get<T>();
  }
}

/// The parameters after each step, from `copies` copies of the start.
template <class T>
std::vector<std::vector<T>> run(const json& expected, std::size_t copies) {
  const auto n = static_cast<std::size_t>(total_size(layout(expected, 1)));
  const auto start = numbers()["start"].get<std::vector<T>>();
  std::vector<T> w;
  for (std::size_t i = 0; i < copies; ++i)
    w.insert(w.end(), start.begin(), start.begin() + static_cast<std::ptrdiff_t>(n));
  Optimizers optimizers;
  const auto component = optimizers.bind(expected["optimizer"].dump());
  REQUIRE(optimizers.messages.empty());
  const auto rule = component->make<T>(layout(expected, copies));

  std::vector<T> g(w.size());
  std::vector<std::vector<T>> points;
  for (const json& noise : numbers()["noise"]) {
    gradient(w, n, noise, g);
    rule->step(w, g, {component->learning_rate(), static_cast<std::int64_t>(points.size()) + 1});
    points.push_back(w);
  }
  return points;
}

template <class T>
void check_trajectory(const json& expected, double tolerance) {
  CAPTURE(expected["optimizer"].dump());
  const auto points = run<T>(expected, 1);
  std::istringstream steps(numbers()["steps"].get<std::string>());
  std::size_t step = 0;
  for (const json& wanted : expected["w"]) {
    steps >> step;
    REQUIRE_FALSE(steps.fail());
    CAPTURE(step);
    const auto& point = points.at(step - 1);
    REQUIRE(point.size() == wanted.size());
    for (std::size_t i = 0; i < point.size(); ++i) {
      CHECK(static_cast<double>(point[i]) ==
            doctest::Approx(wanted[i].get<double>()).epsilon(tolerance).scale(0.1));
    }
  }
  CHECK(points.size() == step);
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
    const auto alone = run<float>(expected, 1).back();
    const auto copies = run<float>(expected, 9).back();
    for (std::size_t i = 0; i < copies.size(); ++i) CHECK(copies[i] == alone[i % alone.size()]);
  }
}
