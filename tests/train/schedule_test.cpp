#include <doctest/doctest.h>

#include <algorithm>

#include <cmath>
#include <nlohmann/json.hpp>

#include "spec/registry.h"
#include "support/experiment.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

std::string first_line_of(const std::string& yaml) {
  std::string messages;
  run_of(yaml, &messages);
  return messages.substr(0, messages.find('\n'));
}

/// The parameters after each step on w²/2 of three parameters, with or without a momentum from outside.
std::vector<std::vector<double>> steps_of(const OptimizerConfig& config, std::optional<double> momentum) {
  const ParameterLayout layout = {{"weight", {2, 2}, 0, 4}};
  const auto rule = config.make<double>(layout);
  std::vector<double> w = {1, -2, 3, 0.5};
  std::vector<std::vector<double>> points;
  for (std::int64_t number = 1; number <= 4; ++number) {
    std::vector<double> gradients = w;
    // Small, and half of it back, so that rules that look at signs or directions alone depend on it too.
    for (std::size_t i = 0; number == 2 && i < w.size(); ++i) gradients[i] *= i % 2 == 0 ? -0.01 : 0.02;
    Step step{0.1, number};
    step.momentum = momentum;
    rule->step(w, gradients, step);
    points.push_back(w);
  }
  return points;
}

/// A component as it is without options.
template <class K>
Component<K> bare(const std::string& name) {
  Diagnostics diagnostics;
  Component<K> component;
  const Node node = Node::scalar(name);
  BindContext context{diagnostics, catalog()};
  catalog().of<K>().bind(Cursor(node), context, component);
  return component;
}

}  // namespace

TEST_CASE("a run follows PyTorch where a schedule moves the momentum or watches a column") {
  const json all = reference("reference/schedulers.json");
  for (const json& expected : all["runs"]) {
    CAPTURE(expected["optimizer"].dump());
    CAPTURE(expected["scheduler"].dump());
    std::string messages;
    const KeptRun run =
        run_of("problem: {type: rosenbrock, start: [-1.2, 1]}\ndtype: float64\noptimizer: " +
                   expected["optimizer"].dump() + "\nscheduler: " + expected["scheduler"].dump() +
                   "\ntraining: {epochs: 40}\n",
               &messages);
    REQUIRE(messages.empty());
    for (std::size_t step = 0; step < expected["w"].size(); ++step) {
      CAPTURE(step);
      for (std::size_t i = 0; i < 2; ++i) {
        const double wanted = expected["w"][step][i];
        CHECK(std::abs(run.steps[step + 1].parameters[i] - wanted) <= 1e-10 * std::abs(wanted));
      }
    }
  }
}

TEST_CASE("every optimizer that has a momentum takes the schedule's") {
  int with_momentum = 0;
  for (const std::string& name : catalog().of("optimizer").names()) {
    CAPTURE(name);
    const auto component = bare<OptimizerConfig>(name);
    if (!component) continue;  // it needs options
    const auto small = component->with_momentum(0.25), large = component->with_momentum(0.75);
    if (!small) continue;
    ++with_momentum;
    CHECK(steps_of(*large, 0.25) == steps_of(*small, std::nullopt));
    CHECK(steps_of(*large, std::nullopt) != steps_of(*small, std::nullopt));
  }
  CHECK(with_momentum > 15);
}

TEST_CASE("a schedule that does not fit is told before anything trains") {
  const std::string start = "problem: rosenbrock\noptimizer: Adagrad\ntraining: {epochs: 5}\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"scheduler: {type: ReduceLROnPlateau, monitor: tran_loss}",
       "test.yaml:4:47: error: scheduler.monitor: this experiment has no column 'tran_loss'; did you mean "
       "'train_loss'?"},
      {"scheduler: {type: CyclicLR, base_lr: 0.1, max_lr: 1}",
       "test.yaml:4:12: error: scheduler.cycle_momentum: Adagrad has no momentum or betas to move; write "
       "cycle_momentum: false to move the rate alone"},
      {"scheduler: {type: OneCycleLR, max_lr: 1, cycle_momentum: false, total_steps: 4}",
       "test.yaml:4:78: error: scheduler.total_steps: the cycle ends after 4 steps and the training takes 5; "
       "without a number the cycle is as long as the training"},
      {"scheduler: {type: LambdaLR, lr_lambda: 1 / (epoch - 3)}",
       "test.yaml:4:40: error: scheduler.lr_lambda: '1 / (epoch - 3)' has no finite value where epoch is 3"},
      {"scheduler: {type: LambdaLR, lr_lambda: '0.5 ** epohc'}",
       "test.yaml:4:48: error: scheduler.lr_lambda: there is no 'epohc'; did you mean 'epoch'?"},
      {"scheduler: {type: WarmupStableDecayLR, num_warmup_steps: 3, num_decay_steps: 3}",
       "test.yaml:4:78: error: scheduler.num_decay_steps: the climb and the fall take 6 steps and the "
       "training "
       "5"},
      {"scheduler: {type: SequentialLR, milestones: [2], schedulers: [ConstantLR, {type: OneCycleLR, max_lr: "
       "1}]}",
       "test.yaml:4:75: error: scheduler.schedulers.1.cycle_momentum: Adagrad has no momentum or betas to "
       "move; write cycle_momentum: false to move the rate alone"},
  };
  for (const auto& [scheduler, message] : cases) CHECK(first_line_of(start + scheduler + "\n") == message);
  // No batch is full, so that there is no length to speak of.
  CHECK(first_line_of("data: make_moons\nnetwork: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n"
                      "optimizer: SGD\nscheduler: REXLR\n"
                      "training: {iterations: 1, batch_size: 101, drop_last: true}\n") ==
        "test.yaml:1:7: error: training.drop_last: 100 training samples do not fill one batch");
}

TEST_CASE("a schedule is as long as the training, in epochs or iterations") {
  const std::string rest = R"(
data: {type: make_moons, n_samples: 40}
network: [{type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: SGD
)";
  const std::vector<std::pair<std::string, double>> cases = {
      // The smallest rate comes with the last step: 1 / 25 / 1e4.
      {"training: {epochs: 4, batch_size: 8}\nscheduler: {type: OneCycleLR, max_lr: 1}", 4e-6},
      {"training: {epochs: 4, batch_size: 8}\nscheduler: {type: OneCycleLR, max_lr: 1, interval: iteration}",
       4e-6},
      {"training: {iterations: 23, batch_size: 8}\nscheduler: {type: OneCycleLR, max_lr: 1, interval: "
       "iteration}",
       4e-6},
      {"training: {epochs: 4, batch_size: 8, accumulate_gradients: 2}\nscheduler: {type: OneCycleLR, max_lr: "
       "1, interval: iteration}",
       4e-6},
      {"training: {epochs: 4, iterations_per_epoch: 7}\nscheduler: {type: OneCycleLR, max_lr: 1, interval: "
       "iteration}",
       4e-6},
      // One step before zero: lr·(1 - z) / (1/2 + (1 - z) / 2) with z = 3/4 and lr = 1e-3.
      {"training: {epochs: 4, batch_size: 8}\nscheduler: REXLR", 1e-3 * 0.25 / 0.625},
  };
  for (const auto& [training, last] : cases) {
    CAPTURE(training);
    std::string messages;
    const KeptRun run = run_of(rest + training + "\n", &messages);
    CHECK(messages.empty());
    REQUIRE_FALSE(run.epochs.empty());
    CHECK(run.epochs.back().lr == doctest::Approx(last).epsilon(1e-12));
  }
}
