// Trainings with augmentations by PyTorch: tests/reference/make_augment.py.

#include <doctest/doctest.h>

#include <cmath>

#include "support/experiment.h"
#include "support/reference.h"

namespace runner {

namespace {

/// An experiment on the committed pictures.
std::string on_pictures(const std::string& augment, const std::string& rest = "",
                        const std::string& loss = "CrossEntropyLoss") {
  return "data: {type: npy, path: tests/reference/pictures.npy, target: tests/reference/pictures_labels.npy, "
         "augment: " +
         augment +
         "}\nnetwork: [Flatten, {type: Linear, out_features: 4}, Tanh, {type: Linear, out_features: "
         "3}]\nloss: " +
         loss +
         "\noptimizer: {type: SGD, lr: 0.5}\ntraining: {epochs: 2, batch_size: 5}\nrecord: {iterations: "
         "true}\n" +
         rest;
}

std::string complaint_of(const std::string& yaml) {
  std::string messages;
  run_of(yaml, &messages);
  return messages.substr(0, messages.find('\n'));
}

std::vector<double> losses_of(const KeptRun& run) {
  std::vector<double> losses;
  for (const KeptRun::Row& step : run.steps) losses.push_back(step.values.front());
  return losses;
}

std::string id_of_augmented(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto plan = plan_of(yaml, diagnostics);
  REQUIRE_MESSAGE(plan, diagnostics.text());
  return plan->runs.front().id;
}

}  // namespace

TEST_CASE("a training on augmented pictures is PyTorch's with a DataLoader") {
  for (const auto& one : reference("reference/augment.json")["trainings"]) {
    CAPTURE(one["name"].get<std::string>());
    for (const char* dtype : {"float32", "float64"}) {
      CAPTURE(dtype);
      std::string messages;
      std::string yaml =
          on_pictures(one["augment"].dump(), "seed: " + one["seed"].dump() + "\ndtype: " + dtype + "\n");
      yaml.replace(yaml.find("augment:"), 0, "preprocess: " + one["preprocess"].dump() + ", ");
      const KeptRun run = run_of(yaml, &messages);
      REQUIRE(messages == "");
      const std::vector<double> found = losses_of(run);
      const auto expected = one["losses"][dtype].get<std::vector<double>>();
      REQUIRE(found.size() == expected.size());
      const double tolerance = std::string(dtype) == "float32" ? 1e-4 : 1e-9;
      for (std::size_t i = 0; i < found.size(); ++i) {
        CAPTURE(i);
        CHECK(std::abs(found[i] - expected[i]) <= tolerance * std::abs(expected[i]));
      }
    }
  }
}

TEST_CASE("augmented trainings have the same bytes for any threads") {
  const std::string yaml = on_pictures(
      "[{type: RandomCrop, size: [5, 6], padding: 1}, RandomErasing, CutMix]", "metrics: [accuracy]\n");
  const KeptRun one = run_of(yaml);
  REQUIRE(one.steps.size() == 6);
  for (const int threads : {2, 3}) CHECK(run_of(yaml, nullptr, threads).bytes == one.bytes);
}

TEST_CASE("evaluations see samples as they are") {
  // With a rate of 0 nothing is learnt, so that every evaluation is of the same network.
  const auto with_rate_0 = [](std::string yaml) { return yaml.replace(yaml.find("lr: 0.5"), 7, "lr: 0"); };
  const auto with_split = [&](std::string yaml) {
    return with_rate_0(yaml.replace(yaml.find("augment:"), 0, "split: {validation: 3, stratify: false}, "));
  };
  const KeptRun plain = run_of(with_split(on_pictures("[]")));
  const KeptRun augmented = run_of(with_split(on_pictures("[{type: RandomErasing, p: 1}, MixUp]")));
  REQUIRE(plain.column("val_loss").size() == 3);
  CHECK(plain.column("val_loss") == augmented.column("val_loss"));
  CHECK(plain.column("train_loss")[0] == augmented.column("train_loss")[0]);
  CHECK(plain.column("train_loss")[1] != augmented.column("train_loss")[1]);
}

TEST_CASE("augmentations are part of what a run is where there are some") {
  const std::string none = on_pictures("[]");
  std::string without = none;
  without.erase(without.find(", augment: []"), 13);
  CHECK(id_of_augmented(none) == id_of_augmented(without));
  CHECK(id_of_augmented(none) != id_of_augmented(on_pictures("[RandomHorizontalFlip]")));
  CHECK(id_of_augmented(on_pictures("[RandomHorizontalFlip]")) ==
        id_of_augmented(on_pictures("[{type: RandomHorizontalFlip, p: 0.5}]")));
}

TEST_CASE("augmentations can be swept, whole and value by value") {
  Diagnostics diagnostics;
  const auto plan =
      plan_of(on_pictures("[RandomHorizontalFlip]",
                          "sweep: {grid: {data.augment: [[], [RandomVerticalFlip], [MixUp]]}}\n"),
              diagnostics);
  REQUIRE_MESSAGE(plan, diagnostics.text());
  CHECK(plan->runs.size() == 3);
  DataCache cache;
  CHECK_MESSAGE(preflight_all(*plan, catalog(), cache, diagnostics), diagnostics.text());
  const auto values = plan_of(on_pictures("[{type: RandomHorizontalFlip, p: 0.1}]",
                                          "sweep: {grid: {data.augment.0.p: [0.2, 0.4]}}\n"),
                              diagnostics);
  REQUIRE_MESSAGE(values, diagnostics.text());
  CHECK(values->runs.size() == 2);
}

TEST_CASE("what does not go with an augmentation is said at it") {
  CHECK(
      complaint_of("data: {type: make_moons, augment: [RandomHorizontalFlip]}\nnetwork: [{type: Linear, "
                   "out_features: 2}]\nloss: CrossEntropyLoss\noptimizer: SGD\ntraining: {epochs: 1}\n") ==
      "test.yaml:1:36: error: data.augment.0: RandomHorizontalFlip takes pictures [channels, height, width], "
      "but a sample has the shape [2]; sources of pictures give such: idx, fashion_mnist, cifar, "
      "image_folder, or npy with four "
      "dimensions");
  std::string doubled = on_pictures("[ColorJitter]");
  doubled.replace(doubled.find("augment:"), 0, "preprocess: [{type: MinMaxScaler, feature_range: [0, 2]}], ");
  CHECK(
      complaint_of(doubled) ==
      "test.yaml:1:169: error: data.augment.0: ColorJitter takes pixels in [0, 1] and would cut off what is "
      "above or below, but the training part has others; give idx 'scale: 255', or 'preprocess' ToTensor and "
      "no other scaler but Normalize");
  CHECK(complaint_of(on_pictures("[MixUp]", "", "MultiMarginLoss")) ==
        "test.yaml:1:110: error: data.augment.0: MixUp gives the loss probabilities of classes, but "
        "MultiMarginLoss takes one class of each sample; CrossEntropyLoss takes both");
  CHECK(complaint_of(on_pictures("[CutMix]", "", "{type: CrossEntropyLoss, ignore_index: 1}")) ==
        "test.yaml:1:110: error: data.augment.0: CutMix gives the loss probabilities of classes, but "
        "CrossEntropyLoss has an ignore_index, which needs classes; leave one of them out");
  CHECK(complaint_of("data: {type: make_regression, augment: [MixUp]}\nnetwork: [{type: Linear, "
                     "out_features: 1}]\nloss: MSELoss\noptimizer: SGD\ntraining: {epochs: 1}\n") ==
        "test.yaml:1:41: error: data.augment.0: MixUp mixes classes, but the target of MSELoss is no class; "
        "CrossEntropyLoss takes classes");
  CHECK(
      complaint_of(on_pictures("[RandomErasing, RandomVerticalFlip]")) ==
      "test.yaml:1:125: error: data.augment.1: RandomVerticalFlip is done before RandomErasing, which comes "
      "behind the last step of preprocess; write it before that");
  CHECK(complaint_of(on_pictures("[MixUp, RandomErasing]")) ==
        "test.yaml:1:117: error: data.augment.1: RandomErasing is done before MixUp, which takes a whole "
        "mini-batch; write it before that");
  CHECK(complaint_of(on_pictures("[RandomFlip]"))
            .find("data.augment.0: there is no augmentation 'RandomFlip'") != std::string::npos);
}

}  // namespace runner
