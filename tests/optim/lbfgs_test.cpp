#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

#include "optim/components.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

/// w⁴/8 + noise·w + (w - roll(w, 1))²/4, as make_optim.py has it.
class Valley final : public Closure {
 public:
  Valley(const std::vector<double>& w, std::vector<double>& g) : w_(w), g_(g) {}

  double evaluate() override {
    ++evaluations;
    const std::size_t n = w_.size();
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double x = w_[i], before = w_[(i + n - 1) % n], after = w_[(i + 1) % n];
      g_[i] = x * x * x / 2 + noise[i] + (x - before) / 2 - (after - x) / 2;
      sum += x * x * x * x / 8 + noise[i] * x + (x - before) * (x - before) / 4;
    }
    return sum;
  }

  std::vector<double> noise;
  int evaluations = 0;

 private:
  const std::vector<double>& w_;
  std::vector<double>& g_;
};

/// The parameters after each step. After `interrupted` steps a new rule goes on from the first one's memory.
std::vector<std::vector<double>> run_lbfgs(const json& numbers, const json& wanted,
                                           std::vector<int>& evaluations, std::size_t interrupted = 0) {
  Optimizers optimizers;
  const auto component = optimizers.bind(wanted["optimizer"].dump());
  REQUIRE(optimizers.messages.empty());
  constexpr std::size_t n = 7;
  auto rule = component->make<double>(layout_of(n));
  auto w = numbers["start"].get<std::vector<double>>();
  w.resize(n);
  std::vector<double> g(n);
  Valley valley(w, g);
  std::vector<std::vector<double>> points;
  for (const json& noise : numbers["noise"]) {
    if (interrupted > 0 && points.size() == interrupted) {
      auto next = component->make<double>(layout_of(n));
      const auto from = rule->state(), to = next->state();
      for (std::size_t i = 0; i < from.size(); ++i) std::ranges::copy(from[i].bytes, to[i].bytes.begin());
      rule = std::move(next);
    }
    valley.noise = noise.get<std::vector<double>>();
    const double loss = valley.evaluate();
    Step step{component->learning_rate(), static_cast<std::int64_t>(points.size()) + 1};
    step.loss = loss;
    step.closure = &valley;
    rule->step(w, g, step);
    points.push_back(w);
    evaluations.push_back(valley.evaluations);
  }
  return points;
}

}  // namespace

TEST_CASE("LBFGS goes where PyTorch's goes, with as many evaluations, and goes on from its memory") {
  const json numbers = reference("reference/optim.json");
  for (const json& wanted : numbers["lbfgs"]) {
    CAPTURE(wanted["optimizer"].dump());
    std::vector<int> evaluations;
    const auto points = run_lbfgs(numbers, wanted, evaluations);
    std::istringstream steps(numbers["steps"].get<std::string>());
    std::size_t step = 0;
    for (const json& expected : wanted["w"]) {
      steps >> step;
      CAPTURE(step);
      for (std::size_t i = 0; i < expected.size(); ++i) {
        CHECK(points.at(step - 1)[i] == doctest::Approx(expected[i].get<double>()).epsilon(1e-9).scale(0.1));
      }
    }
    REQUIRE(step >= 5);
    CHECK(evaluations.at(step - 1) == wanted["evaluations"].get<int>());
    CHECK(run_lbfgs(numbers, wanted, evaluations, 7) == points);
  }
}
