#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "optim/components.h"

using namespace runner;

namespace {

struct Mistake {
  std::string yaml, message;
};

}  // namespace

TEST_CASE("options of an optimizer that can't be used are told") {
  const std::vector<Mistake> mistakes = {
      {"{type: SGD, lr: -1}", "lr: -1 is out of range; expected a number at least 0"},
      {"{type: SGD, nesterov: true}", "nesterov: nesterov needs a momentum above 0 and a dampening of 0"},
      {"{type: SGD, momentum: 0.9, dampening: 0.1, nesterov: true}",
       "nesterov: nesterov needs a momentum above 0 and a dampening of 0"},
      {"{type: SGD, betas: [0.9, 0.99]}",
       "betas: SGD has no parameter 'betas'; known: lr, momentum, dampening, weight_decay, nesterov, "
       "maximize, groups"},
      {"{type: Momentum, beta: 1}", "beta: 1 is out of range; expected a number in [0, 1)"},
      {"{type: Adam, betas: [0.9, 1]}", "betas.1: 1 is out of range; expected a number in [0, 1)"},
      {"{type: Rprop, etas: [0.5, 0.9]}",
       "etas: the first of the etas must be below 1 and the second above 1"},
      {"{type: Rprop, step_sizes: [1, 0.5]}",
       "step_sizes: the smallest step size must not be above the largest"},
      {"{type: Adafactor, eps: [1e-3, null]}", "eps: the second eps must be a number"},
      {"{type: Adafactor, beta2_decay: 0.5}",
       "beta2_decay: 0.5 is out of range; expected a number at most 0"},
      {"{type: Muon, ns_steps: 100}", "ns_steps: 100 is out of range; expected a number in [0, 99]"},
      {"{type: Muon, adjust_lr_fn: mean}",
       "adjust_lr_fn: there is no choice 'mean'; known: original, match_rms_adamw"},
      {"{type: RMSprop, alpha: 1.5}", "alpha: 1.5 is out of range; expected a number in [0, 1]"},
  };
  Optimizers optimizers;
  for (const Mistake& mistake : mistakes) {
    CHECK_FALSE(optimizers.bind(mistake.yaml));
    CHECK(join(optimizers.messages, "\n") == mistake.message);
  }
}

TEST_CASE("an optimizer's memory has PyTorch's names, and only what the options need") {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"SGD", {}},
      {"{type: SGD, momentum: 0.9}", {"momentum_buffer"}},
      {"Momentum", {"average"}},
      {"Adagrad", {"sum"}},
      {"RMSprop", {"square_avg"}},
      {"Adadelta", {"square_avg", "acc_delta"}},
      {"Rprop", {"prev", "step_size"}},
      {"Adamax", {"exp_avg", "exp_inf"}},
      {"RAdam", {"exp_avg", "exp_avg_sq"}},
      {"{type: RMSprop, centered: true, momentum: 0.9}", {"square_avg", "grad_avg", "momentum_buffer"}},
      {"Adam", {"exp_avg", "exp_avg_sq"}},
      {"{type: AdamW, amsgrad: true}", {"exp_avg", "exp_avg_sq", "max_exp_avg_sq"}},
  };
  Optimizers optimizers;
  for (const auto& [yaml, expected] : cases) {
    const auto rule = optimizers.bind(yaml)->make<float>(layout_of(3));
    std::vector<std::string> names;
    for (const auto& view : rule->state()) {
      names.push_back(view.name);
      CHECK(view.bytes.size() == 3 * sizeof(float));
    }
    CHECK(names == expected);
  }
}

TEST_CASE("every optimizer goes on from memory that is put back") {
  Optimizers optimizers;
  std::vector<std::string> all = optimizers.names();
  all.insert(all.end(), {"{type: SGD, momentum: 0.9, dampening: 0.5}",
                         "{type: RMSprop, centered: true, momentum: 0.9}", "{type: Adam, amsgrad: true}",
                         "{type: ASGD, t0: 2, lambd: 0.1}", "{type: RAdam, betas: [0.5, 0.6]}"});
  const ParameterLayout matrix = {{"w", {2, 3}, 0, 6}};
  const auto gradient = [](const std::vector<double>& w, std::int64_t step) {
    std::vector<double> g;
    for (const double value : w) g.push_back(value - (step % 2 == 0 ? 0.5 : -0.25));
    return g;
  };
  for (const std::string& yaml : all) {
    CAPTURE(yaml);
    const auto component = optimizers.bind(yaml);
    REQUIRE(optimizers.messages.empty());
    if (component->needs_closure()) continue;  // lbfgs_test.cpp has it
    const auto first = component->make<double>(matrix);
    const auto second = component->make<double>(matrix);
    std::vector<double> w = {1, 2, -1, 0.5, 3, -2};
    std::int64_t number = 0;
    while (++number <= 6) first->step(w, gradient(w, number), {0.1, number});
    std::vector<double> resumed = w;
    const auto from = first->state();
    const auto to = second->state();
    REQUIRE(from.size() == to.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
      CHECK(from[i].name == to[i].name);
      REQUIRE(from[i].bytes.size() == to[i].bytes.size());
      std::copy(from[i].bytes.begin(), from[i].bytes.end(), to[i].bytes.begin());
    }
    for (; number <= 12; ++number) {
      first->step(w, gradient(w, number), {0.1, number});
      second->step(resumed, gradient(resumed, number), {0.1, number});
    }
    CHECK(resumed == w);
  }
}
