#include <doctest/doctest.h>

#include <cmath>

#include "support/bfloat16.h"
#include "support/experiment.h"

namespace runner {

namespace {

struct Task {
  std::string name, yaml;
};

const Task tasks[] = {
    {"digits", R"(
data: {type: csv, path: experiments/data/digits.csv, target: digit, split: {validation: 0.2}, preprocess: [StandardScaler]}
network: [{type: Linear, out_features: 64}, ReLU, {type: Linear, out_features: 10}]
loss: CrossEntropyLoss
optimizer: {type: SGD, lr: 0.01, momentum: 0.9}
training: {epochs: 20, batch_size: 32}
metrics: [accuracy]
)"},
    {"moons", R"(
data: {type: make_moons, n_samples: 2000, noise: 0.2, split: {validation: 0.5}}
network: [{type: Linear, out_features: 16}, Tanh, {type: Linear, out_features: 16}, Tanh, {type: Linear, out_features: 2}]
loss: CrossEntropyLoss
optimizer: {type: Adam, lr: 0.01}
training: {epochs: 30, batch_size: 32}
metrics: [accuracy]
)"},
};

}  // namespace

TEST_CASE("training in bfloat16 ends within half a percent of the accuracy of float32") {
  if (!has_bfloat16()) return;
  for (const auto& [name, yaml] : tasks) {
    CAPTURE(name);
    const KeptRun full = run_of(yaml), rounded = run_of(yaml + "precision: bfloat16\n");
    for (const char* column : {"train_accuracy", "val_accuracy"}) {
      CAPTURE(column);
      const double there = full.column(column).back(), here = rounded.column(column).back();
      CHECK(there > 0.95);
      CHECK(std::abs(there - here) <= 0.005);
    }
    CHECK(rounded.bytes != full.bytes);
  }
}

TEST_CASE("the products of every Linear layer are rounded, wherever it stands") {
  if (!has_bfloat16()) return;
  // 1 + 2^-9 becomes 1; twice that as the sum of two branches, and beside an input that passes on.
  const std::string linear = "{type: Linear, out_features: 1, bias: false, weight_init: [[1.001953125]]}";
  const struct {
    std::string network;
    double full, rounded;  // mean absolute error against 0
  } cases[] = {{linear, 1.001953125, 1},
               {"{type: Residual, layers: [" + linear + "]}", 2.001953125, 2},
               {"{type: Sum, branches: [[" + linear + "], [" + linear + "]]}", 2.00390625, 2},
               {"{type: Residual, layers: [{type: Residual, layers: [" + linear + "]}]}", 3.001953125, 3}};
  for (const auto& [network, full, rounded] : cases) {
    CAPTURE(network);
    const std::string yaml = "data: {type: inline, features: [1, 1], target: [0, 0]}\nnetwork: [" + network +
                             "]\nloss: L1Loss\noptimizer: {type: SGD, lr: 0}\ntraining: {epochs: 1}\n";
    CHECK(run_of(yaml).column("train_loss").back() == full);
    CHECK(run_of(yaml + "precision: bfloat16\n").column("train_loss").back() == rounded);
  }
}

}  // namespace runner
