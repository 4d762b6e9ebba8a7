#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "base/text.h"
#include "optim/schedulers.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

/// Equal to 1e-12 of itself; a rate that is 0 in PyTorch is 0.
struct Close {
  double wanted;
  friend bool operator==(double found, const Close& close) {
    return std::abs(found - close.wanted) <= 1e-12 * std::abs(close.wanted);
  }
  friend doctest::String toString(const Close& close) { return doctest::toString(close.wanted); }
};

struct ScheduleMistake {
  std::string yaml, message;
};

}  // namespace

TEST_CASE("every scheduler gives PyTorch's learning rates and momentums") {
  Schedulers schedulers;
  const json numbers = reference("reference/schedulers.json");
  const double base_lr = numbers["base_lr"];
  for (const json& expected : numbers["cases"]) {
    CAPTURE(expected["scheduler"].dump());
    const auto component = schedulers.bind(expected["scheduler"].dump());
    REQUIRE(schedulers.messages.empty());
    const std::size_t length = expected["lr"].size();
    const ScheduleStart start{base_lr, static_cast<std::int64_t>(length)};
    const auto schedule = component->make(start);
    for (std::size_t passed = 0; passed < length; ++passed) {
      CAPTURE(passed);
      const Rates rates = schedule->at(static_cast<std::int64_t>(passed));
      CHECK(rates.lr == Close{expected["lr"][passed]});
      CHECK(rates.momentum.has_value() == expected.contains("momentum"));
      if (rates.momentum) CHECK(*rates.momentum == Close{expected["momentum"][passed]});
      // A run that goes on begins in the middle.
      CHECK(component->make(start)->at(static_cast<std::int64_t>(passed)).lr == rates.lr);
    }
  }
}

TEST_CASE("ReduceLROnPlateau gives PyTorch's learning rates, and goes on from its state") {
  Schedulers schedulers;
  const json numbers = reference("reference/schedulers.json");
  for (const json& expected : numbers["plateaus"]) {
    CAPTURE(expected["scheduler"].dump());
    const auto component = schedulers.bind(expected["scheduler"].dump());
    REQUIRE(schedulers.messages.empty());
    auto schedule = component->make({numbers["base_lr"], 100});
    std::int64_t passed = 0;
    for (const json& value : numbers["values"]) {
      CAPTURE(passed);
      CHECK(schedule->at(passed).lr == Close{expected["lr"][static_cast<std::size_t>(passed)]});
      schedule->watch(value);
      ++passed;
      auto next = component->make({0.5, 100});
      const auto from = schedule->state(), to = next->state();
      for (std::size_t i = 0; i < from.size(); ++i) std::ranges::copy(from[i].bytes, to[i].bytes.begin());
      schedule = std::move(next);
    }
    CHECK(schedule->at(passed).lr == Close{expected["lr"].back()});
  }
}

TEST_CASE("a cosine without T_max is as long as the training") {
  Schedulers schedulers;
  const auto written = schedulers.bind("{type: CosineAnnealingLR, T_max: 40, eta_min: 0.01}");
  const auto unwritten = schedulers.bind("{type: CosineAnnealingLR, eta_min: 0.01}");
  REQUIRE(written);
  REQUIRE(unwritten);
  const auto one = written->make({0.5, 40}), other = unwritten->make({0.5, 40});
  for (std::int64_t passed = 0; passed <= 40; ++passed) CHECK(one->at(passed).lr == other->at(passed).lr);
  CHECK(unwritten->make({0.5, 0})->at(0).lr == 0.5);
}

TEST_CASE("options of a scheduler that can't be used are told") {
  const std::vector<ScheduleMistake> mistakes = {
      {"StepLR",
       "StepLR needs the parameter 'step_size': Epochs (or iterations) from one change to the next."},
      {"{type: StepLR, step_size: 0}", "step_size: 0 is out of range; expected a number at least 1"},
      {"{type: MultiStepLR, milestones: []}", "milestones: the list is empty; expected at least one item"},
      {"{type: MultiStepLR, milestones: [20, 10]}", "milestones: milestones must increase"},
      {"{type: ExponentialLR, gamma: 0}", "gamma: 0 is out of range; expected a number above 0"},
      {"{type: ConstantLR, factor: 1.5}", "factor: 1.5 is out of range; expected a number in [0, 1]"},
      {"{type: LinearLR, start_factor: 0}", "start_factor: 0 is out of range; expected a number in (0, 1]"},
      {"{type: PolynomialLR, total_iters: -1}",
       "total_iters: -1 is out of range; expected a number at least 0"},
      {"{type: CosineAnnealingLR, T_max: 0}", "T_max: 0 is out of range; expected a number at least 1"},
      {"{type: CosineAnnealingWarmRestarts, T_0: 5, T_mult: 0}",
       "T_mult: 0 is out of range; expected a number at least 1"},
      {"{type: LambdaLR, lr_lambda: [1]}",
       "lr_lambda: expected an expression such as 0.95 ** epoch, not a list"},
      {"{type: LambdaLR, lr_lambda: 0.95 ** }", "lr_lambda: expected a value, not the end"},
      {"{type: LambdaLR, lr_lambda: 0.5 * (1 + epoch }",
       "lr_lambda: expected ')', not the end; within {…} an expression with a comma has to stand in quotes"},
      {"{type: CyclicLR, base_lr: 0.1, max_lr: 1, scale_fn: 1 / y}",
       "scale_fn: there is no 'y'; known: epoch, x, pi, e, abs, ceil, cos, exp, float, floor, int, log, "
       "log10, log2, max, min, pow, round, sin, sqrt, tan, tanh, trunc"},
      {"{type: OneCycleLR, max_lr: 1, epochs: 5}", "epochs: epochs needs steps_per_epoch"},
      {"{type: OneCycleLR, max_lr: 1, epochs: 5, steps_per_epoch: 3}",
       "steps_per_epoch: steps_per_epoch counts iterations; write interval: iteration beside it"},
      {"{type: ReduceLROnPlateau, factor: 1}", "factor: 1 is out of range; expected a number in [0, 1)"},
      {"{type: ReduceLROnPlateau, interval: iteration}",
       "interval: the columns that are watched have a value per epoch"},
      {"{type: ChainedScheduler, schedulers: []}",
       "schedulers: the list is empty; expected at least one item"},
      {"{type: ChainedScheduler, schedulers: [StepLR]}",
       "schedulers.0: StepLR needs the parameter 'step_size': Epochs (or iterations) from one change to the "
       "next."},
      {"{type: ChainedScheduler, schedulers: [ReduceLROnPlateau]}",
       "schedulers.0: ReduceLROnPlateau can't be part of another schedule, since it follows a metric"},
      {"{type: ChainedScheduler, schedulers: [{type: StepLR, step_size: 1, interval: epoch}]}",
       "schedulers.0.interval: a schedule inside another counts what the outer one counts"},
      {"{type: SequentialLR, schedulers: [ConstantLR, LinearLR], milestones: [1, 2]}",
       "milestones: there must be one milestone less than there are schedules"},
      {"{type: SequentialLR, schedulers: [ConstantLR, LinearLR, SequentialLR], milestones: [2, 1]}",
       "schedulers.2: SequentialLR needs the parameter 'schedulers': The schedules, one after the other.\n"
       "schedulers.2: SequentialLR needs the parameter 'milestones': Numbers of epochs (or iterations) after "
       "which the next schedule begins, increasing."},
      {"{type: SequentialLR, schedulers: [ConstantLR, LinearLR, LinearLR], milestones: [2, 1]}",
       "milestones: milestones must increase"},
      {"{type: SWALR, swa_lr: 0.1, anneal_strategy: cosine}",
       "anneal_strategy: there is no choice 'cosine'; known: cos, linear"},
  };
  Schedulers schedulers;
  for (const ScheduleMistake& mistake : mistakes) {
    CHECK_FALSE(schedulers.bind(mistake.yaml));
    CHECK(join(schedulers.messages, "\n") == mistake.message);
  }
}

TEST_CASE("a scheduler counts epochs unless told to count iterations") {
  Schedulers schedulers;
  CHECK(schedulers.bind("{type: StepLR, step_size: 5}")->interval == Interval::epoch);
  CHECK(schedulers.bind("{type: StepLR, step_size: 5, interval: iteration}")->interval ==
        Interval::iteration);
}
