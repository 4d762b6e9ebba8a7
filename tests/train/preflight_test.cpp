#include <doctest/doctest.h>

#include "base/memory.h"
#include "support/experiment.h"

namespace runner {

namespace {

std::string messages_of(const std::string& yaml) {
  std::string messages;
  run_of(yaml, &messages);
  return messages;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

const std::string one_epoch = "optimizer: SGD\ntraining: {epochs: 1}\n";
const std::string moons_data = "data: make_moons\n";

/// Layers each of which doubles the width.
std::string doubled(int times) {
  std::string layers;
  for (int i = 0; i < times; ++i) layers += "{Concat: [[Identity], [Identity]]}, ";
  return layers;
}

}  // namespace

TEST_CASE("what does not fit is said before anything trains, at its place") {
  const std::pair<std::string, std::string> cases[] = {
      {moons_data + "network: [{type: Linear, in_features: 5, out_features: 2}]\nloss: CrossEntropyLoss\n" +
           one_epoch,
       "test.yaml:2:39: error: network.0.in_features: in_features is 5, but the layer receives 2 features; "
       "leave it out"},
      {moons_data + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" + one_epoch +
           "metrics: [{type: ema, metric: train_los}]\n",
       "test.yaml:6:31: error: metrics.0.metric: this experiment has no column 'train_los'; did you mean "
       "'train_loss'?"},
      {moons_data + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" + one_epoch +
           "metrics: [accuracy, accuracy]\n",
       "test.yaml:6:21: error: metrics.1: this metric is listed twice"},
      {"data: {type: inline, features: [1, 2, 3, 4], target: [0, 1, 1, -5], split: {validation: 1, shuffle: "
       "false}}\nnetwork: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" +
           one_epoch,
       "test.yaml:3:7: error: loss: class index -5 is out of range; classes count from 0"},
      {"data: {type: inline, features: [1, 2, 3, 4, 5, 6], target: [0, 1, 0, 1, -5, -5], split: {validation: "
       "2}}\n"
       "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" +
           one_epoch,
       "test.yaml:1:102: error: data.split.validation: 2 of 6 rows held back can't leave a row of each of "
       "the 3 "
       "classes on both sides; 'stratify: false' splits without regard to classes"},
      {moons_data + "network: [" + doubled(31) +
           "{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" + one_epoch,
       "test.yaml:2:1091: error: network.30: this layer gives 4294967296 values per sample; at most "
       "2147483648 are "
       "possible"},
      {moons_data +
           "network: [{type: Linear, out_features: 1000000}, {type: Linear, out_features: 2}]\n"
           "loss: CrossEntropyLoss\noptimizer: {type: LBFGS, history_size: 1000000}\ntraining: {epochs: 1}\n",
       "test.yaml:4:12: error: optimizer: with this, training takes 40.0 TB of memory at least; there are " +
           bytes_text(memory_limit())},
      {"problem: quadratic\nmetrics: [accuracy]\n" + one_epoch,
       "test.yaml:2:11: error: metrics.0: accuracy is measured on predictions, and a problem has none"},
      {"problem: saddle\nmetrics: [distance_to_minimum]\n" + one_epoch,
       "test.yaml:2:11: error: metrics.0: distance_to_minimum: no minimum of saddle is known"},
      {moons_data + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n" + one_epoch +
           "metrics: [distance_to_minimum]\n",
       "test.yaml:6:11: error: metrics.0: distance_to_minimum is measured on a problem, and this is a "
       "network"},
      {moons_data + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
                    "training: {epochs: 1, batch_size: 101, drop_last: true}\n",
       "test.yaml:1:7: error: training.drop_last: 100 training samples do not fill one batch"},
      {moons_data + "network: [{type: Linear, out_features: 2}, BatchNorm1d]\nloss: CrossEntropyLoss\n"
                    "optimizer: SGD\ntraining: {epochs: 1, batch_size: 1}\n",
       "test.yaml:2:44: error: network.1: BatchNorm1d needs more than one sample in a mini-batch, but "
       "training.batch_size is 1"},
      {moons_data + "network: [{Residual: [Tanh, BatchNorm1d]}]\nloss: CrossEntropyLoss\n"
                    "optimizer: SGD\ntraining: {epochs: 1, batch_size: 33}\n",
       "test.yaml:2:29: error: network.0.layers.1: BatchNorm1d needs more than one sample in a mini-batch, "
       "but "
       "of 100 training samples in batches of 33 the last has one; training.drop_last: true leaves it out"},
      {"problem: quadratic\noptimizer: SGDScheduleFree\ntraining: {epochs: 2, averaging: EMA}\n",
       "test.yaml:3:34: error: training.averaging: SGDScheduleFree is evaluated at an average of its own, so "
       "another has no meaning"},
      {moons_data +
           "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: {type: SGD, "
           "groups: [{parameters: 0.bias, type: AdamWScheduleFree}]}\n"
           "training: {epochs: 2, averaging: SWA}\n",
       "test.yaml:5:34: error: training.averaging: AdamWScheduleFree is evaluated at an average of its own, "
       "so "
       "another has no meaning"},
      {"problem: quadratic\noptimizer: SGD\ntraining:\n  epochs: 5\n  averaging: {type: SWA, start_epoch: "
       "6}\n",
       "test.yaml:5:39: error: training.averaging.start_epoch: nothing would be averaged: the training ends "
       "after 5 epochs"},
      {moons_data + "network: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
                    "training: {epochs: 2, batch_size: 25, averaging: {type: EMA, start_iteration: 9}}\n",
       "test.yaml:5:79: error: training.averaging.start_iteration: nothing would be averaged: the training "
       "ends after 8 iterations"},
      {"problem: quadratic\noptimizer: SGD\ntraining: {epochs: 2, averaging: {decay: 0.9}}\n",
       "test.yaml:3:34: error: training.averaging: a weight average needs the key 'type'; write {type: EMA, "
       "decay: 0.9}, "
       "or another that `runner list 'weight averages'` shows"},
      {"problem: quadratic\noptimizer: SGD\ntraining: {epochs: 2, averaging: {type: SWA, decay: 0.9}}\n",
       "test.yaml:3:46: error: training.averaging.decay: SWA has no parameter 'decay', but EMA has; write "
       "{type: "
       "EMA, decay: 0.9}, or leave it out"},
      {"problem: quadratic\noptimizer: SGD\ntraining: {epochs: 2, averaging: {type: EMA, start_epoch: 2, "
       "start_iteration: 2}}\n",
       "test.yaml:3:79: error: training.averaging.start_iteration: give either start_epoch or "
       "start_iteration, not both"},
  };
  for (const auto& [yaml, message] : cases) {
    CAPTURE(yaml);
    CHECK(first_line(messages_of(yaml)) == message);
  }
}

TEST_CASE("a mini-batch of one sample may be normalised over several values of it, or left out") {
  const std::string fine[] = {
      moons_data +
          "network: [BatchNorm1d]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
          "training: {epochs: 1, batch_size: 33, drop_last: true}\n",
      moons_data +
          "network: [LayerNorm]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
          "training: {epochs: 1, batch_size: 1}\n",
      "data: {type: inline, features: [[[1, 2], [3, 4]], [[5, 6], [7, 9]]], target: [0, 1]}\n"
      "network: [BatchNorm1d, Flatten, {type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: "
      "SGD\n"
      "training: {epochs: 1, batch_size: 1}\n",
  };
  for (const std::string& yaml : fine) {
    CAPTURE(yaml);
    CHECK(messages_of(yaml) == "");
  }
}

TEST_CASE("a target far from unit scale that nothing scales is warned of") {
  const auto messages = [](const std::string& targets, const std::string& loss,
                           const std::string& more = "") {
    return first_line(messages_of("data: {type: inline, features: [1, 2, 3, 4], target: [" + targets + "]" +
                                  more + "}\nnetwork: [{type: Linear, out_features: 1}]\nloss: " + loss +
                                  "\n" + one_epoch));
  };
  const std::string prices = "200000, 310000, 195000, 240000";
  CHECK(messages(prices, "MSELoss") ==
        "test.yaml:1:54: warning: data.target: 'y' has mean 236000 and standard deviation 46000, far from "
        "the scale on "
        "which a network begins; 'target_preprocess: [StandardScaler]' trains on it scaled, and keeps "
        "metrics in its "
        "own units");
  CHECK(messages(prices, "L1Loss", ", target_preprocess: [StandardScaler]") == "");
  CHECK(messages(prices, "PoissonNLLLoss") == "");  // of counts, which can't be scaled
  CHECK(messages("200, 310, 195, 240", "MSELoss") == "");
  CHECK(messages("0, 0, 0, 0", "MSELoss") == "");
  CHECK(messages("2e-5, 3e-5, 1e-5, 2e-5", "MSELoss").find("mean 2e-05 and standard deviation 7.07e-06") !=
        std::string::npos);
}

TEST_CASE("a loss whose predictions are not in the target's units can't have a scaled one") {
  CHECK(first_line(messages_of(
            "data: {type: inline, features: [1, 2, 3, 4], target: [1, 2, 3, 4], target_preprocess: "
            "[StandardScaler]}\nnetwork: [{type: Linear, out_features: 2}]\nloss: GaussianNLLLoss\n" +
            one_epoch)) ==
        "test.yaml:1:87: error: data.target_preprocess: GaussianNLLLoss has no predictions in the target's "
        "units, so "
        "they can't be scaled back; losses such as MSELoss have");
}

}  // namespace runner
