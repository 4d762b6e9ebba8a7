#include <doctest/doctest.h>

#include <string>

#include "support/experiment.h"

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

}  // namespace

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
