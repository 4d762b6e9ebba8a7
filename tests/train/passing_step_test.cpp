#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "support/experiment.h"
#include "train/network_objective.h"
#include "train/trainer.h"

namespace runner {

namespace {

struct Training {
  const char *data, *network, *rest;
};

constexpr Training trainings[] = {
    // 650 rows, of which the last mini-batch has 10.
    {"n_samples: 650, n_features: 203",
     "[{type: Linear, out_features: 100}, ReLU, {type: Linear, out_features: 7}]",
     "optimizer: {type: SGD, momentum: 0.9}\ntraining: {epochs: 2, batch_size: 64"},
    {"n_samples: 650, n_features: 203",
     "[{type: Linear, out_features: 100}, Tanh, {type: Linear, out_features: 7}]",
     "optimizer: Adam\nscheduler: {type: StepLR, step_size: 1, gamma: 0.5}\ntraining: {epochs: 3, "
     "batch_size: 20"},
    // More samples than a block's sums go over, and then fewer.
    {"n_samples: 650, n_features: 203",
     "[{type: Linear, out_features: 100}, ReLU, {type: Linear, out_features: 7}]",
     "optimizer: RMSprop\ntraining: {epochs: 2, batch_size: 300"},
    // The updated weight stands in the middle, between others.
    {"n_samples: 200, n_features: 64",
     "[{type: Unflatten, unflattened_size: [1, 8, 8]}, {type: Conv2d, out_channels: 8, kernel_size: 3}, "
     "ReLU, "
     "Flatten, {type: Dropout, p: 0.2}, {type: Linear, out_features: 120}, ReLU, {type: Linear, "
     "out_features: 7}]",
     "optimizer: AdamW\ntraining: {epochs: 2, batch_size: 50"}};

/// Counts how often each parameter is to be updated, and in how many rows at once at most.
class CountedUpdates final : public StepInPassing<float>, public ParameterUpdates<float> {
 public:
  explicit CountedUpdates(std::span<float> parameters)
      : times(parameters.size()), first_(parameters.data()) {}
  ParameterUpdates<float>* begin(double /*loss*/, Index /*samples*/) override { return this; }
  void update(const ParameterBlock<float>& block) override {
    most_rows = std::max(most_rows, block.rows);
    for (Index i = 0; i < block.rows; ++i) {
      for (Index j = 0; j < block.columns; ++j)
        ++times[static_cast<std::size_t>(block.values - first_ + i * block.step + j)];
    }
  }

  std::vector<int> times;
  Index most_rows = 0;

 private:
  const float* first_;
};

/// What the first mini-batch of an experiment does with a step; nothing where it makes none.
CountedUpdates updates_of(const std::string& yaml, bool& is_updated) {
  Diagnostics diagnostics;
  const auto plan = plan_of(yaml, diagnostics);
  DataCache cache;
  REQUIRE(plan);
  REQUIRE(preflight_all(*plan, catalog(), cache, diagnostics));
  const ExperimentConfig config = configuration_of(*plan, plan->runs.front(), catalog());
  NetworkObjective<float> objective(config, cache.samples<float>(config.data, config.loss->target_kind()), 1);
  Generator generator(1);
  objective.initialize(generator);
  CountedUpdates updates(objective.parameters());
  is_updated = objective.next_batch(generator, &updates).is_updated;
  return updates;
}

/// Notes whether a mini-batch is given a step to make on its way.
class AskedObjective final : public Objective<float> {
 public:
  explicit AskedObjective(bool& offered) : offered_(offered) {}
  std::span<float> parameters() override { return values_; }
  std::span<float> gradients() override { return gradients_; }
  const ParameterLayout& layout() const override { return layout_; }
  void initialize(Generator& /*generator*/) override {}
  std::int64_t batches_per_pass() const override { return 2; }
  Batch next_batch(Generator& /*generator*/, StepInPassing<float>* step) override {
    offered_ = step != nullptr;
    return {.loss = 1, .samples = 1};
  }
  double repeat_batch(Generator& /*generator*/) override { return 1; }
  const std::vector<Column>& training_columns() const override { return none_; }
  void reset_training_measures() override {}
  void training_measures(std::span<double> /*out*/) const override {}
  std::optional<double> evaluate_training(std::span<double> /*out*/,
                                          const std::atomic<bool>& /*stop*/) override {
    return 1;
  }
  const std::vector<Column>& evaluation_columns() const override { return none_; }
  bool evaluate(std::span<double> /*out*/, const std::atomic<bool>& /*stop*/) override { return true; }

 private:
  bool& offered_;
  std::vector<float> values_ = {1, 2}, gradients_ = {0.5F, 0.5F};
  ParameterLayout layout_ = {{"0.weight", {1, 1}, 0, 1}, {"0.bias", {1}, 1, 1}};
  std::vector<Column> none_;
};

bool offers_a_step(const std::string& rest) {
  Diagnostics diagnostics;
  const auto plan = plan_of(
      "data: {type: make_regression, n_samples: 8, n_features: 1}\nnetwork: [{type: Linear, out_features: "
      "1}]\n"
      "loss: MSELoss\n" +
          rest,
      diagnostics);
  INFO(diagnostics.text());
  REQUIRE(plan);
  const ExperimentConfig config = configuration_of(*plan, plan->runs.front(), catalog());
  KeptRun kept;
  const std::atomic<bool> stop{false};
  bool offered = false;
  Trainer<float>(config, std::make_unique<AskedObjective>(offered), kept, stop, 1).run(nullptr, std::nullopt);
  return offered;
}

}  // namespace

TEST_CASE("a step is offered to mini-batches where nothing is asked of the whole gradient") {
  const std::string training = "training: {epochs: 1, batch_size: 4";
  for (const char* rule : {"SGD", "Momentum", "Adagrad", "Adadelta", "RMSprop", "Adam", "AdamW", "Adamax",
                           "AdaBelief", "Lion", "QHAdam"}) {
    CAPTURE(rule);
    CHECK(offers_a_step(std::string("optimizer: ") + rule + "\n" + training + "}\n"));
  }
  for (const char* more :
       {"clip_grad_norm: 1", "clip_grad_value: 1", "accumulate_gradients: 2", "averaging: EMA"}) {
    CAPTURE(more);
    CHECK_FALSE(offers_a_step("optimizer: SGD\n" + training + ", " + more + "}\n"));
  }
  for (const char* rule :
       {"LBFGS", "NAdam", "{type: SAM, optimizer: SGD}", "{type: Lookahead, optimizer: SGD}",
        "{type: SGD, groups: [{parameters: [0.bias], lr: 0.5}]}",
        "{type: SGD, groups: [{parameters: [0.bias], frozen: true}]}"}) {
    CAPTURE(rule);
    CHECK_FALSE(offers_a_step(std::string("optimizer: ") + rule + "\n" + training + "}\n"));
  }
  CHECK_FALSE(
      offers_a_step("optimizer: SGD\nrecord: {iterations: true, gradients: true}\n" + training + "}\n"));
}

TEST_CASE("gradients of middle-sized dense weights are handed on in blocks, each parameter once") {
  struct Case {
    const char *network, *training;
    bool passes;
  };
  const Case cases[] = {
      {"{type: Linear, out_features: 100}, ReLU, ", "batch_size: 64", true},
      {"{type: Linear, out_features: 20}, ReLU, {type: Linear, out_features: 900}, ReLU, ", "batch_size: 40",
       true},
      {"{type: Linear, out_features: 100}, ReLU, ", "batch_size: 8", false},             // of few samples
      {"{type: Linear, out_features: 20}, ReLU, ", "batch_size: 64", false},             // a small network
      {"{type: Linear, out_features: 100}, ReLU, ", "batch_size: 64, l2: 0.1", false}};  // of whole gradients
  for (const Case& c : cases) {
    CAPTURE(c.network);
    CAPTURE(c.training);
    bool is_updated = false;
    const CountedUpdates updates =
        updates_of("data: {type: make_blobs, n_samples: 128, n_features: 203, centers: 7}\nnetwork: [" +
                       std::string(c.network) + "{type: Linear, out_features: 7}]\nloss: CrossEntropyLoss\n" +
                       "optimizer: SGD\ntraining: {epochs: 1, " + c.training + "}\n",
                   is_updated);
    CHECK(is_updated == c.passes);
    CHECK((updates.most_rows > 1) == c.passes);
    CHECK(std::ranges::count(updates.times, c.passes ? 1 : 0) == std::ssize(updates.times));
  }
}

TEST_CASE("a step made while gradients are has the bits of one that waits for all of them") {
  for (const Training& training : trainings) {
    for (const char* dtype : {"float32", "float64"}) {
      const std::string yaml = "data: {type: make_blobs, centers: 7, cluster_std: 4, " +
                               std::string(training.data) +
                               ", split: {validation: 0.2}}\nnetwork: " + training.network +
                               "\nloss: CrossEntropyLoss\ndtype: " + dtype + "\n" + training.rest;
      CAPTURE(yaml);
      // A gradient that might be clipped is needed as a whole.
      const KeptRun whole = run_of(yaml + ", clip_grad_norm: 1e30}\n");
      REQUIRE(!whole.bytes.empty());
      for (const int threads : {1, 3}) {
        const KeptRun passing = run_of(yaml + "}\n", nullptr, threads);
        CHECK(passing.bytes == whole.bytes);
        CHECK(passing.column("val_loss") == whole.column("val_loss"));
      }
    }
  }
}

TEST_CASE("a loss that is not finite leaves the parameters as they were, also where steps pass") {
  const std::string yaml =
      "data: {type: make_blobs, n_samples: 320, n_features: 203, centers: 7}\n"
      "network: [{type: Linear, out_features: 100}, ReLU, {type: Linear, out_features: 7}]\n"
      "loss: CrossEntropyLoss\noptimizer: {type: SGD, lr: 1e30}\ntraining: {epochs: 3, batch_size: 64";
  const KeptRun passing = run_of(yaml + "}\n"), whole = run_of(yaml + ", clip_grad_norm: 1e300}\n");
  CHECK(passing.last.status == Status::diverged);
  CHECK(passing.last.message == whole.last.message);
  CHECK(passing.last.iterations == whole.last.iterations);
  CHECK(passing.bytes == whole.bytes);
}

}  // namespace runner
