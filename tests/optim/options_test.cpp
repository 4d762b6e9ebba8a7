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
       "maximize"},
      {"{type: Momentum, beta: 1}", "beta: 1 is out of range; expected a number in [0, 1)"},
      {"{type: Adam, betas: [0.9, 1]}", "betas.1: 1 is out of range; expected a number in [0, 1)"},
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

TEST_CASE("an optimizer goes on from memory that is put back") {
  Optimizers optimizers;
  const std::vector<double> g = {0.5, -2};
  for (const std::string yaml :
       {"{type: SGD, momentum: 0.9, dampening: 0.5}", "Momentum", "Adagrad",
        "{type: RMSprop, centered: true, momentum: 0.9}", "{type: Adam, amsgrad: true}"}) {
    CAPTURE(yaml);
    const auto recipe = optimizers.bind(yaml);
    const auto first = recipe->make<double>(layout_of(2));
    const auto second = recipe->make<double>(layout_of(2));
    std::vector<double> w = {1, 2};
    first->step(w, g, {0.1, 1});
    std::vector<double> resumed = w;
    const auto from = first->state();
    const auto to = second->state();
    for (std::size_t i = 0; i < from.size(); ++i) {
      std::copy(from[i].bytes.begin(), from[i].bytes.end(), to[i].bytes.begin());
    }
    first->step(w, g, {0.1, 2});
    second->step(resumed, g, {0.1, 2});
    CHECK(resumed == w);
  }
}
