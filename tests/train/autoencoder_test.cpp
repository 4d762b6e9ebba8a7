#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "support/experiment.h"
#include "support/temporary_folder.h"

namespace runner {

namespace {

const std::string input_blobs =
    "data: {type: make_blobs, n_samples: 60, n_features: 3, split: {validation: 0.2}, target: input, "
    "preprocess: [StandardScaler]}\n";
const std::string closing = "optimizer: Adam\ntraining: {epochs: 2, batch_size: 7}\n";

std::string variational_network(const std::string& evaluation) {
  return "network: [{type: Linear, out_features: 5}, Tanh, {type: Variational, mean: [{type: Linear, "
         "out_features: 2}], log_variance: [{type: Linear, out_features: 2}], evaluation: " +
         evaluation + "}, {type: Linear, out_features: 3}]\n";
}

/// What there is to say about an experiment, line by line without what is quoted of it.
std::vector<std::string> told(const std::string& yaml) {
  std::string text;
  run_of(yaml, &text);
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    if (line.find(": error: ") != std::string::npos || line.find(": warning: ") != std::string::npos)
      lines.push_back(line);
  return lines;
}

using Told = std::vector<std::string>;

bool same_tensors(const KeptRun& a, const KeptRun& b) {
  return a.bytes == b.bytes && !a.bytes.empty();
}

}  // namespace

TEST_CASE("an autoencoder has the same bits for any number of threads") {
  const std::string yaml = input_blobs + variational_network("sample") +
                           "loss: {type: MSELoss, reduction: batchmean}\n"
                           "optimizer: Adam\ntraining: {epochs: 2, batch_size: 7, l2: 0.1}\n";
  const KeptRun one = run_of(yaml);
  for (const int threads : {2, 3}) {
    const KeptRun several = run_of(yaml, nullptr, threads);
    CHECK(same_tensors(one, several));
    CHECK(one.column("val_loss") == several.column("val_loss"));
    CHECK(one.column("train_loss") == several.column("train_loss"));
  }
}

TEST_CASE("evaluations that sample leave the training as it is, and give the same each time") {
  const std::string rest = "loss: {type: MSELoss, reduction: batchmean}\n" + closing;
  const KeptRun means = run_of(input_blobs + variational_network("mean") + rest);
  const KeptRun draws = run_of(input_blobs + variational_network("sample") + rest);
  CHECK(same_tensors(means, draws));
  CHECK(means.column("val_loss") != draws.column("val_loss"));
  const std::string seldom = "optimizer: Adam\ntraining: {epochs: 2, batch_size: 7, evaluate_every: 2}\n";
  const KeptRun once = run_of(input_blobs + variational_network("sample") +
                              "loss: {type: MSELoss, reduction: batchmean}\n" + seldom);
  CHECK(once.column("val_loss").back() == draws.column("val_loss").back());
}

TEST_CASE("what layers and penalties add is part of every loss") {
  const std::string rest = "loss: MSELoss\noptimizer: {type: SGD, lr: 0}\n";
  const std::string length = "training: {epochs: 1, batch_size: full";
  const std::string network =
      "network: [{type: Linear, out_features: 3, weight_init: ones, bias_init: zeros}]\n";
  const KeptRun without = run_of(input_blobs + network + rest + length + "}\n");
  const KeptRun with = run_of(input_blobs + network + rest + length + ", l2: 0.5}\n");
  for (const char* name : {"train_loss", "val_loss"}) {
    const auto a = without.column(name), b = with.column(name);
    for (std::size_t i = 0; i < a.size(); ++i) CHECK(b[i] - a[i] == doctest::Approx(0.25 * 9).epsilon(1e-6));
  }
}

TEST_CASE("the target that is the input is not kept twice") {
  Diagnostics diagnostics;
  const auto plan = plan_of(
      input_blobs + "network: [{type: Linear, out_features: 3}]\nloss: MSELoss\n" + closing, diagnostics);
  REQUIRE(plan);
  DataCache cache;
  REQUIRE(preflight_all(*plan, catalog(), cache, diagnostics));
  const ExperimentConfig config = configuration_of(*plan, plan->runs.front(), catalog());
  const auto data = cache.samples<float>(config.data, config.loss->target_kind());
  CHECK(data->train.target.values.data == data->train.features.data);
  CHECK(data->target.columns == 3);
  CHECK(data->target.column_names == std::vector<std::string>{"x0", "x1", "x2"});
}

TEST_CASE("predictions of an autoencoder are values, whatever its loss takes them for") {
  const std::string data =
      "data: {type: inline, features: [[0, 1], [1, 0], [0.5, 0.25], [1, 1]], target: input}\n"
      "network: [{type: Linear, out_features: 2, weight_init: zeros, bias_init: [0, 2]}]\n";
  const std::string rest =
      "optimizer: SGD\ntraining: {epochs: 0, batch_size: full}\nmetrics: [rmse]\nrecord: {predictions: "
      "true}\n";
  const KeptRun run = run_of(data + "loss: BCEWithLogitsLoss\n" + rest);
  REQUIRE(run.predicted.size() == 4);
  CHECK(run.predicted[2].target == std::vector<double>{0.5, 0.25});
  CHECK(run.predicted[2].prediction[0] == doctest::Approx(0.5));
  CHECK(run.predicted[2].prediction[1] == doctest::Approx(1 / (1 + std::exp(-2.0))).epsilon(1e-6));
  CHECK(run.layout.targets == std::vector<std::string>{"x0", "x1"});
}

TEST_CASE("pictures without labels and tables without a target train an autoencoder") {
  const TemporaryFolder folder;
  {
    std::ofstream idx(folder.path() / "pictures", std::ios::binary);
    const std::string header = {0, 0, 8, 3, 0, 0, 0, 4, 0, 0, 0, 2, 0, 0, 0, 2};
    idx << header;
    for (int i = 0; i < 16; ++i) idx.put(static_cast<char>(i * 16));
    std::ofstream csv(folder.path() / "one.csv");
    csv << "a\n1\n2\n3.5\n";
    std::ofstream named(folder.path() / "named.csv");
    named << "input,b\n1,2\n3,4\n";
  }
  const std::string path = (folder.path() / "pictures").string();
  const KeptRun run =
      run_of("data: {type: idx, path: '" + path + "', target: input}\n" +
             "network: [Flatten, {type: Linear, out_features: 4}]\nloss: MSELoss\n" + closing);
  CHECK(run.column("train_loss").size() == 3);
  CHECK(told("data: {type: idx, path: '" + path + "'}\n" +
             "network: [Flatten, {type: Linear, out_features: 4}]\nloss: MSELoss\n" + closing) ==
        Told{"test.yaml:1:7: error: data: idx needs labels, a file; or 'target: input', the pictures "
             "themselves"});
  const std::string one = (folder.path() / "one.csv").string(),
                    named = (folder.path() / "named.csv").string();
  const std::string network = "network: [{type: Linear, out_features: 1}]\nloss: MSELoss\n" + closing;
  CHECK(run_of("data: {type: csv, path: '" + one + "', target: input}\n" + network).epochs.size() == 3);
  const std::string start = "data: {type: csv, target: input, path: '";
  CHECK(
      told(start + named + "'}\n" + network) ==
      Told{"test.yaml:1:27: error: data.target: 'input' means that each row is its own target, but the file "
           "has a column of that name; write target: [input] for the column, or give it another name"});
  CHECK(run_of("data: {type: csv, path: '" + named + "', target: [input]}\n" + network).epochs.size() == 3);
  CHECK(told(start + one + "', exclude: [a]}\n" + network)
            .front()
            .ends_with("error: data.exclude: every column is excluded; none is left as a feature"));
}

TEST_CASE("what does not fit an autoencoder is said at its place") {
  CHECK(told(input_blobs + "network: [Tanh, {type: Linear, out_features: 2}]\nloss: MSELoss\n" + closing) ==
        Told{"test.yaml:2:17: error: network.1: with 'data.target: input' the last layer must give as many "
             "values as a sample has, but a sample is [N, 3] and the network gives [N, 2]"});
  CHECK(
      told(input_blobs + "network: [{type: Linear, out_features: 3}]\nloss: CrossEntropyLoss\n" + closing) ==
      Told{"test.yaml:3:7: error: loss: CrossEntropyLoss is of classes, but with 'data.target: input' a "
           "sample's target is its own values; MSELoss, L1Loss or BCEWithLogitsLoss are of values"});
  const std::vector<std::string> range =
      told(input_blobs + "network: [{type: Linear, out_features: 3}, Sigmoid]\nloss: BCELoss\n" + closing);
  REQUIRE(range.size() == 1);
  CHECK(
      range.front().starts_with("test.yaml:3:7: error: loss: BCELoss takes targets in [0, 1], but they go"));
  const std::string scaled =
      "data: {type: make_blobs, target: input, target_preprocess: [StandardScaler]}\n"
      "network: [{type: Linear, out_features: 2}]\nloss: MSELoss\n";
  CHECK(told(scaled + closing) ==
        Told{"test.yaml:1:60: error: data.target_preprocess: the target is the input, as the steps of "
             "'preprocess' leave it; write them there"});
  CHECK(told("data: {type: make_blobs, target: x}\nnetwork: [{type: Linear, out_features: 2}]\nloss: "
             "MSELoss\n" +
             closing)
            .front()
            .starts_with("test.yaml:1:34: error: data.target: there is no choice 'x'; write target: input"));
}

TEST_CASE("a penalty that chooses nothing is answered with the names there are") {
  const std::string yaml = input_blobs +
                           "network: [{type: Linear, out_features: 3, bias: false}, PReLU]\nloss: "
                           "MSELoss\noptimizer: SGD\ntraining: {epochs: 1, l2: ";
  CHECK(told(yaml + "{parameters: '*bias', factor: 1}}\n") ==
        Told{"test.yaml:5:40: error: training.l2.parameters: no parameter matches '*bias'; there are "
             "0.weight, 1.weight"});
  CHECK(told(yaml + "[{factor: 1}, {parameters: [0.*, 2.*], factor: 1}]}\n") ==
        Told{"test.yaml:5:60: error: training.l2.parameters: no parameter matches '2.*'; there are 0.weight, "
             "1.weight"});
  CHECK(told(yaml + "-1}\n") == Told{"test.yaml:5:27: error: training.l2: -1 is out of range; expected a "
                                     "number at least 0; write l2: 1"});
  CHECK(told(input_blobs + "network: [Tanh]\nloss: MSELoss\noptimizer: SGD\ntraining: {epochs: 1, l2: 1}\n")
            .front() == "test.yaml:5:27: error: training.l2: no parameter matches '*weight'; there are none");
  CHECK(told("problem: beale\noptimizer: SGD\ntraining: {iterations: 1, l2: 1}\n") ==
        Told{"test.yaml:3:31: error: training.l2 is for networks; a problem has no weights"});
}

}  // namespace runner
