#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "optim/optimizers/adabelief.h"
#include "optim/optimizers/adam.h"
#include "optim/optimizers/adan.h"
#include "optim/optimizers/ademamix.h"
#include "optim/optimizers/adopt.h"
#include "optim/optimizers/aggmo.h"
#include "optim/optimizers/lamb.h"
#include "optim/optimizers/lars.h"
#include "optim/optimizers/lion.h"
#include "optim/optimizers/lookahead.h"
#include "optim/optimizers/madgrad.h"
#include "optim/optimizers/prodigy.h"
#include "optim/optimizers/qhadam.h"
#include "optim/optimizers/sam.h"
#include "optim/optimizers/schedule_free.h"
#include "optim/optimizers/sgd.h"
#include "optim/optimizers/soap.h"
#include "support/components.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

using NewerOptimizers =
    Components<OptimizerConfig, LionConfig, AdEMAMixConfig, AdanConfig, ADOPTConfig, AdaBeliefConfig,
               LAMBConfig, LARSConfig, ProdigyConfig, LookaheadConfig, SOAPConfig, QHAdamConfig, AggMoConfig,
               MADGRADConfig, SGDScheduleFreeConfig, AdamWScheduleFreeConfig, SAMConfig, SGDConfig,
               AdamConfig>;

/// Numbers of the papers' pseudo-code in numpy, written by tests/reference/make_newer_optim.py.
const json& newer_numbers() {
  static const json read = reference("reference/newer_optim.json");
  return read;
}

/// The tensors that the reference steps on, one after another in the flat vector.
ParameterLayout reference_layout() {
  ParameterLayout layout;
  Index offset = 0;
  for (const json& shape : newer_numbers()["shapes"]) {
    const auto sizes = shape.get<Shape>();
    const Index size = size_of(sizes);
    layout.push_back({std::to_string(layout.size()), sizes, offset, size});
    offset += size;
  }
  return layout;
}

template <class T>
void gradient(const std::vector<T>& w, const json& noise, std::vector<T>& out) {
  for (std::size_t i = 0; i < w.size(); ++i) {
    out[i] = w[i] * w[i] * w[i] / 2 - w[(i + w.size() - 1) % w.size()] / 4 + noise[i].get<T>();
  }
}

/// The mini-batch of a step, for a rule that sees it twice.
template <class T>
struct Again final : Closure {
  const std::vector<T>& w;
  const json& noise;
  std::vector<T>& out;

  Again(const std::vector<T>& w_, const json& noise_, std::vector<T>& out_)
      : w(w_), noise(noise_), out(out_) {}
  double evaluate() override {
    gradient(w, noise, out);
    return 0;
  }
};

/// Puts what one optimizer remembers into another.
void copy_state(const std::vector<StateView>& from, const std::vector<StateView>& to) {
  REQUIRE(from.size() == to.size());
  for (std::size_t i = 0; i < from.size(); ++i) std::ranges::copy(from[i].bytes, to[i].bytes.begin());
}

/// The parameters after each step, and last where they are evaluated. After `interrupted` steps a new
/// optimizer goes on from the first one's memory.
template <class T>
std::vector<std::vector<T>> newer_run(const json& wanted, std::int64_t interrupted = 0) {
  NewerOptimizers optimizers;
  const auto component = optimizers.bind(wanted["optimizer"].dump());
  REQUIRE_MESSAGE(optimizers.messages.empty(), optimizers.messages.front());
  const ParameterLayout layout = reference_layout();
  auto rule = component->make<T>(layout);
  auto w = newer_numbers()["start"].get<std::vector<T>>();
  std::vector<T> g(w.size());
  std::vector<std::vector<T>> points;
  for (const json& noise : newer_numbers()["noise"]) {
    const auto steps = static_cast<std::int64_t>(points.size());
    const double scale = wanted["scheduled"] ? 1 - static_cast<double>(steps) / 100 : 1;
    if (steps > 0 && steps == interrupted) {
      auto next = component->make<T>(layout);
      copy_state(rule->state(), next->state());
      rule = std::move(next);
    }
    gradient(w, noise, g);
    Again<T> again(w, noise, g);
    rule->step(w, g, {component->learning_rate() * scale, steps + 1, 0, &again});
    points.push_back(w);
  }
  if (rule->uses_averaged_weights()) rule->evaluation_point(points.back(), w);
  points.push_back(w);
  return points;
}

template <class T>
void check_point(const std::vector<T>& point, const json& expected, double tolerance) {
  for (std::size_t i = 0; i < point.size(); ++i) {
    CAPTURE(i);
    CHECK(static_cast<double>(point[i]) ==
          doctest::Approx(expected[i].get<double>()).epsilon(tolerance).scale(0.1));
  }
}

template <class T>
void check_newer_trajectory(const json& wanted, double tolerance) {
  CAPTURE(wanted["optimizer"].dump());
  const auto points = newer_run<T>(wanted);
  for (std::size_t k = 0; k < wanted["w"].size(); ++k) {
    const auto step = newer_numbers()["kept_steps"][k].get<std::size_t>();
    CAPTURE(step);
    check_point(points[step - 1], wanted["w"][k], tolerance);
  }
  const char* evaluated = wanted.contains("evaluated_at") ? "evaluated_at" : "w";
  CAPTURE(evaluated);
  check_point(points.back(), wanted.contains("evaluated_at") ? wanted["evaluated_at"] : wanted["w"].back(),
              tolerance);
}

/// Prodigy measures how far it has come by differences of nearby parameters, of which float32 keeps few
/// digits while d is small: it then finds another d. Where d starts at 1e-3 three digits are left.
double float32_tolerance(const json& optimizer) {
  return optimizer["type"] == "Prodigy" ? 1e-3 : 1e-4;
}

}  // namespace

TEST_CASE("every newer optimizer follows its paper's pseudo-code in float64") {
  for (const json& wanted : newer_numbers()["trajectories"]) check_newer_trajectory<double>(wanted, 1e-9);
}

TEST_CASE("every newer optimizer follows its paper's pseudo-code in float32") {
  for (const json& wanted : newer_numbers()["trajectories"]) {
    const json& optimizer = wanted["optimizer"];
    if (optimizer["type"] == "Prodigy" && optimizer.value("d0", 1e-6) < 1e-3) continue;
    check_newer_trajectory<float>(wanted, float32_tolerance(optimizer));
  }
}

TEST_CASE("every newer optimizer goes on from memory that is put back, to the bit") {
  for (const json& wanted : newer_numbers()["trajectories"]) {
    CAPTURE(wanted["optimizer"].dump());
    const auto whole = newer_run<double>(wanted).back();
    for (const std::int64_t interrupted : {1, 7})
      CHECK(newer_run<double>(wanted, interrupted).back() == whole);
  }
}

TEST_CASE("options of a newer optimizer that can't be used are told") {
  const std::vector<std::pair<std::string, std::string>> mistakes = {
      {"{type: Lion, betas: [0.9]}", "betas: expected a list of 2 numbers, not 1"},
      {"{type: ADOPT, eps: 0}", "eps: 0 is out of range; expected a number above 0"},
      {"{type: AdEMAMix, alpha_warmup: 0}", "alpha_warmup: 0 is out of range; expected a number at least 1"},
      {"{type: Prodigy, growth_rate: 0.5}", "growth_rate: 0.5 is out of range; expected a number at least 1"},
      {"Lookahead", "Lookahead needs the parameter 'optimizer': The optimizer that runs ahead."},
      {"{type: Lookahead, optimizer: {type: SGD, momentom: 0.9}}",
       "optimizer.momentom: SGD has no parameter 'momentom'; did you mean 'momentum'?"},
      {"{type: Lookahead, lr: 0.1, optimizer: SGD}",
       "lr: Lookahead has no parameter 'lr'; known: optimizer, k, alpha, groups"},
      {"{type: Lookahead, optimizer: SGDScheduleFree}",
       "optimizer: an optimizer that is evaluated at an average of its own can't be in Lookahead"},
      {"{type: SAM, optimizer: {type: SAM, optimizer: SGD}}",
       "optimizer: an optimizer that itself takes several gradients in a step can't be in SAM"},
      {"{type: AggMo, betas: []}", "betas: betas needs at least one number"},
      {"{type: AdaBelief, amsgrad: true}",
       "amsgrad: amsgrad has no effect on rectified steps; it needs rectify: false"},
  };
  NewerOptimizers optimizers;
  for (const auto& [yaml, message] : mistakes) {
    CHECK_FALSE(optimizers.bind(yaml));
    CHECK(join(optimizers.messages, "\n") == message);
  }
}
