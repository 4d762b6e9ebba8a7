#include "train/batches.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "plan/network_input.h"
#include "support/experiment.h"

namespace runner {

namespace {

TrainingConfig batches_of(std::int64_t size, bool drop_last = false, Shuffle shuffle = Shuffle::none) {
  TrainingConfig config;
  config.batch_size = size;
  config.drop_last = drop_last;
  config.shuffle = shuffle;
  return config;
}

std::vector<std::vector<std::int64_t>> take(Batches& batches, int count, Generator& generator) {
  std::vector<std::vector<std::int64_t>> taken;
  for (int i = 0; i < count; ++i) {
    const auto rows = batches.next(generator);
    taken.emplace_back(rows.begin(), rows.end());
  }
  return taken;
}

const std::string pictures =
    "data: {type: make_blobs, n_samples: 500, n_features: 64, centers: 3, split: {test: 0.6}}\n"
    "loss: CrossEntropyLoss\noptimizer: SGD\n";

Index at_once(const std::string& network, Index batch_size, Index evaluated) {
  Diagnostics diagnostics;
  const auto plan = plan_of(pictures + "training: {epochs: 1}\nnetwork: " + network, diagnostics);
  CAPTURE(diagnostics.text());
  REQUIRE(plan);
  const auto config = bound(plan->setups.front(), catalog());
  return rows_at_once(config->network, {64}, batch_size, evaluated);
}

}  // namespace

TEST_CASE("a network has room for a mini-batch, and for an evaluation's piece unless it takes it in parts") {
  const std::string start =
      "[{type: Unflatten, unflattened_size: [1, 8, 8]}, {type: Conv2d, out_channels: 2, "
      "kernel_size: 3}";
  const std::string end = ", Flatten, {type: Linear, out_features: 3}]";
  CHECK(at_once(start + end, 8, 256) == 64);
  CHECK(at_once(start + end, 128, 256) == 128);
  CHECK(at_once(start + end, 8, 20) == 20);
  CHECK(at_once(start + ", BatchNorm2d" + end, 8, 256) == 64);
  // What a sample becomes depends on the others.
  const std::string own = "{type: BatchNorm2d, track_running_stats: false}";
  CHECK(at_once(start + ", " + own + end, 8, 256) == 256);
  CHECK(at_once(start + ", {Residual: [" + own + "]}" + end, 8, 256) == 256);
  CHECK(at_once("[{type: Linear, out_features: 3}]", 8, 256) == 256);
}

TEST_CASE("evaluations have the same bits whether a piece passes in parts or at once") {
  for (const char* layer : {"ReLU", "BatchNorm2d", "{type: BatchNorm2d, track_running_stats: false}"}) {
    CAPTURE(layer);
    const std::string network =
        "network: [{type: Unflatten, unflattened_size: [1, 8, 8]}, {type: Conv2d, out_channels: 2, "
        "kernel_size: "
        "3}, " +
        std::string(layer) + ", Flatten, {type: Linear, out_features: 3}]\nmetrics: [accuracy, log_loss]\n";
    const auto first_row = [&](const char* batch) {
      std::string messages;
      const KeptRun run =
          run_of(pictures + network + "training: {epochs: 1, batch_size: " + batch + "}\n", &messages);
      CAPTURE(messages);
      REQUIRE(!run.epochs.empty());
      return run.epochs.front();  // before anything is trained
    };
    const auto parts = first_row("8"), whole = first_row("256");
    CHECK(parts.epoch == 0);
    constexpr std::ptrdiff_t of_test = 3;  // the loss and two metrics
    CHECK(std::vector(parts.values.end() - of_test, parts.values.end()) ==
          std::vector(whole.values.end() - of_test, whole.values.end()));
  }
}

TEST_CASE("the last, smaller batch of a pass is kept or dropped") {
  Generator generator(0);
  Batches kept(7, batches_of(3));
  CHECK(kept.per_pass() == 3);
  CHECK(take(kept, 4, generator) ==
        std::vector<std::vector<std::int64_t>>{{0, 1, 2}, {3, 4, 5}, {6}, {0, 1, 2}});
  Batches dropped(7, batches_of(3, true));
  CHECK(dropped.per_pass() == 2);
  CHECK(take(dropped, 3, generator) ==
        std::vector<std::vector<std::int64_t>>{{0, 1, 2}, {3, 4, 5}, {0, 1, 2}});
}

TEST_CASE("a batch is never larger than the data, and full is all of it") {
  CHECK(Batches(7, batches_of(100)).batch_size() == 7);
  CHECK(Batches(7, batches_of(100)).per_pass() == 1);
  CHECK(Batches(7, batches_of(100, true)).per_pass() == 0);
  TrainingConfig full;
  full.batch_size = FullBatch::full;
  full.drop_last = true;
  CHECK(Batches(7, full).batch_size() == 7);
  CHECK(Batches(7, full).per_pass() == 1);
}

TEST_CASE("each pass visits every sample once, in an order of its own or the first one's") {
  Generator generator(5);
  Batches each(50, batches_of(50, false, Shuffle::each_epoch));
  const auto passes = take(each, 2, generator);
  CHECK(std::set(passes[0].begin(), passes[0].end()).size() == 50);
  CHECK(std::set(passes[1].begin(), passes[1].end()).size() == 50);
  CHECK(passes[0] != passes[1]);
  Batches once(50, batches_of(50, false, Shuffle::once));
  const auto same = take(once, 2, generator);
  CHECK(same[0] == same[1]);
  CHECK(!std::is_sorted(same[0].begin(), same[0].end()));
}

}  // namespace runner
