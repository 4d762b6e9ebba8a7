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

std::string first_message_of(const std::string& yaml) {
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
      {"scheduler: {type: ReduceLROnPlateau, monitor: tran_loss, patience: 1}",
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
  for (const auto& [scheduler, message] : cases) CHECK(first_message_of(start + scheduler + "\n") == message);
  // No batch is full, so that there is no length to speak of.
  CHECK(first_message_of(
            "data: make_moons\nnetwork: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n"
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
    CHECK(messages.find("error") == std::string::npos);
    REQUIRE_FALSE(run.epochs.empty());
    CHECK(run.epochs.back().lr == doctest::Approx(last).epsilon(1e-12));
  }
}

namespace {

const std::string moons_file =
    "data: {type: make_moons, n_samples: 200, noise: 0.3, split: {validation: 0.2, test: 0.2}}\n"
    "network: [{type: Linear, out_features: 8}, ReLU, {type: Linear, out_features: 2}]\n"
    "loss: CrossEntropyLoss\noptimizer: {type: Adam, lr: 0.01}\nmetrics: [accuracy, {type: ema, metric: "
    "val_accuracy}]\n";

std::string messages_of_moons(const std::string& more) {
  std::string messages;
  run_of(moons_file + more + "\n", &messages);
  std::string heads;
  for (std::size_t at = 0; at < messages.size();) {
    const std::size_t end = messages.find('\n', at);
    if (messages.compare(at, 4, "test") == 0) heads += messages.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return heads;
}

}  // namespace

TEST_CASE("a schedule that can't do anything within the training says so") {
  const std::string nothing =
      "test.yaml:7:12: warning: scheduler: this changes nothing in 5 epochs; interval: iteration?\n";
  const std::string hardly =
      "test.yaml:7:12: warning: scheduler: this changes next to nothing in 5 epochs; interval: iteration?\n";
  const std::string stairs =
      "test.yaml:7:12: warning: scheduler: this is made to move after every batch, and has 5 stairs in 5 "
      "epochs; "
      "interval: iteration?\n";
  const std::pair<std::string, std::string> cases[] = {
      {"{type: StepLR, step_size: 30}", nothing},
      {"{type: StepLR, step_size: 5}", nothing},
      {"{type: StepLR, step_size: 4}", ""},
      {"{type: StepLR, step_size: 30, interval: iteration}",
       "test.yaml:7:12: warning: scheduler: this changes nothing in 20 iterations\n"},
      {"{type: MultiStepLR, milestones: [10, 20]}", nothing},
      {"{type: CosineAnnealingLR, T_max: 40}", hardly},
      {"{type: CosineAnnealingLR, T_max: 5}", ""},
      {"{type: ExponentialLR, gamma: 0.95}", ""},
      {"{type: OneCycleLR, max_lr: 0.1}", stairs},
      {"{type: OneCycleLR, max_lr: 0.1, interval: iteration}", ""},
      {"{type: CyclicLR, base_lr: 0.001, max_lr: 0.1}", stairs},
      {"{type: CyclicLR, base_lr: 0.1, max_lr: 0.2}", hardly},
      {"{type: CyclicLR, base_lr: 0.001, max_lr: 0.1, step_size_up: 10, interval: iteration}", ""},
      {"{type: ConstantLR, factor: 0.5, total_iters: 9}", ""},  // it has halved the rate
      {"{type: SequentialLR, schedulers: [{type: ConstantLR, factor: 1}, {type: StepLR, step_size: 2}], "
       "milestones: [9]}",
       nothing},
      {"ReduceLROnPlateau",
       "test.yaml:7:12: warning: scheduler.patience: this changes nothing in 5 epochs: patience is "
       "10\n"},
      {"{type: ReduceLROnPlateau, patience: 3}",
       "test.yaml:7:48: warning: scheduler.patience: this changes nothing in 5 epochs: patience is 3\n"},
      {"{type: ReduceLROnPlateau, patience: 2}", ""},
  };
  for (const auto& [scheduler, heads] : cases) {
    CAPTURE(scheduler);
    CHECK(messages_of_moons("training: {epochs: 5, batch_size: 32}\nscheduler: " + scheduler) == heads);
  }
}

TEST_CASE("whoever watches a column as if the other way were better is warned") {
  const std::pair<std::string, std::string> cases[] = {
      {"scheduler: {type: ReduceLROnPlateau, monitor: val_accuracy, patience: 2}",
       "test.yaml:7:47: warning: scheduler.monitor: val_accuracy is better when it is higher; write mode: "
       "max, or mode: "
       "auto\n"},
      {"scheduler: {type: ReduceLROnPlateau, monitor: val_accuracy_ema_0.9, patience: 2}",
       "test.yaml:7:47: warning: scheduler.monitor: val_accuracy_ema_0.9 is better when it is higher; write "
       "mode: max, or "
       "mode: auto\n"},
      {"scheduler: {type: ReduceLROnPlateau, mode: max, patience: 2}",
       "test.yaml:7:12: warning: scheduler.monitor: val_loss is better when it is lower; write mode: min, or "
       "mode: "
       "auto\n"},
      {"scheduler: {type: ReduceLROnPlateau, monitor: val_accuracy, mode: max, patience: 2}", ""},
      {"scheduler: {type: ReduceLROnPlateau, monitor: val_accuracy, mode: auto, patience: 2}", ""},
      {"scheduler: {type: ReduceLROnPlateau, patience: 2}", ""},
      {"early_stopping: {monitor: val_accuracy, mode: min}",
       "test.yaml:7:47: warning: early_stopping.mode: val_accuracy is better when it is higher; write mode: "
       "max, or mode: "
       "auto\n"},
      {"early_stopping: {mode: max}",
       "test.yaml:7:24: warning: early_stopping.mode: val_loss is better when it is lower; write mode: min, "
       "or mode: "
       "auto\n"},
      {"early_stopping: {monitor: val_accuracy}", ""},
      {"early_stopping: {monitor: val_accuracy, mode: max}", ""},
  };
  for (const auto& [section, heads] : cases) {
    CAPTURE(section);
    CHECK(messages_of_moons("training: {epochs: 6, batch_size: 32}\n" + section) == heads);
  }
}

TEST_CASE("mode: auto of ReduceLROnPlateau is the direction of the column") {
  const auto rates = [](const std::string& options) {
    const KeptRun run =
        run_of(moons_file + "training: {epochs: 12, batch_size: 32}\nscheduler: {type: ReduceLROnPlateau, " +
               "patience: 1, " + options + "}\n");
    std::vector<double> lrs;
    for (const auto& row : run.epochs) lrs.push_back(row.lr);
    REQUIRE(lrs.size() == 13);
    return lrs;
  };
  CHECK(rates("monitor: val_accuracy, mode: auto") == rates("monitor: val_accuracy, mode: max"));
  CHECK(rates("monitor: val_accuracy, mode: auto") != rates("monitor: val_accuracy, mode: min"));
  CHECK(rates("monitor: val_loss, mode: auto") == rates("monitor: val_loss, mode: min"));
}
