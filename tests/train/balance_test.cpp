// Classes that are not balanced: weights of losses, the sampler's draws.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

#include <nlohmann/json.hpp>

#include "nn/class_weights.h"
#include "support/experiment.h"
#include "support/reference.h"
#include "train/batches.h"

namespace runner {

namespace {

using nlohmann::json;

std::vector<Index> rows_of_classes(const json& labels) {
  std::vector<Index> rows;
  for (const std::size_t label : labels) {
    rows.resize(std::max(rows.size(), label + 1), 0);
    ++rows[label];
  }
  return rows;
}

TargetInfo target_of(const json& labels) {
  TargetInfo target;
  target.class_rows = rows_of_classes(labels);
  for (std::size_t i = 0; i < target.class_rows.size(); ++i) target.class_names.push_back(std::to_string(i));
  return target;
}

TrainingConfig training_of(const json& expected) {
  SamplerConfig options;
  if (!expected["weights"].is_null()) {
    NamedWeights weights;
    for (const double weight : expected["weights"])
      weights.emplace_back(std::to_string(weights.size()), weight);
    options.weights = weights;
  }
  if (!expected["num_samples"].is_null()) options.num_samples = expected["num_samples"];
  TrainingConfig training;
  training.batch_size = expected["batch_size"].get<std::int64_t>();
  training.drop_last = expected["drop_last"];
  training.sampler = Sampler{options, {}};
  return training;
}

Batches batches_of(const json& expected) {
  const TrainingConfig training = training_of(expected);
  const std::vector<double> of_classes = sampler_weights(training, target_of(expected["labels"]));
  std::vector<double> weights;
  for (const std::size_t label : expected["labels"]) weights.push_back(of_classes[label]);
  return {static_cast<Index>(weights.size()), training, weights};
}

std::vector<std::int64_t> pass_of(Batches& batches, Generator& generator) {
  std::vector<std::int64_t> rows;
  for (std::int64_t i = 0; i < batches.per_pass(); ++i) {
    const auto batch = batches.next(generator);
    rows.insert(rows.end(), batch.begin(), batch.end());
  }
  return rows;
}

std::string first_line_of(const std::string& yaml) {
  std::string messages;
  run_of(yaml, &messages);
  return messages.substr(0, messages.find('\n'));
}

const std::string shapes =
    "data: {type: inline, features: [1, 2, 3, 4, 5, 6], target: [no, yes, no, no, no, maybe]}\n"
    "network: [{type: Linear, out_features: 3}]\noptimizer: SGD\n";
const std::string epoch = "training: {epochs: 1}\n";

}  // namespace

TEST_CASE("the sampler draws what PyTorch's WeightedRandomSampler in a DataLoader draws") {
  const json all_sampler = reference("reference/balance.json")["sampler"];
  for (const json& expected : all_sampler) {
    CAPTURE(expected["seed"].dump());
    Batches batches = batches_of(expected);
    Generator generator(expected["seed"].get<std::uint64_t>());
    for (const json& order : expected["orders"]) CHECK(json(pass_of(batches, generator)) == order);
    CHECK(generator.random_int64() == expected["next"].get<std::int64_t>());
  }
}

TEST_CASE("a sampler that goes on in the middle of a pass draws the same again") {
  const json expected = reference("reference/balance.json")["sampler"][1];
  Batches first = batches_of(expected);
  Generator generator(expected["seed"].get<std::uint64_t>());
  first.next(generator);
  Batches second = batches_of(expected);
  const auto from = first.state();
  const auto to = second.state();
  REQUIRE(from.size() == to.size());
  for (std::size_t i = 0; i < from.size(); ++i)
    std::copy(from[i].bytes.begin(), from[i].bytes.end(), to[i].bytes.begin());
  Generator other = generator;
  for (int i = 0; i < 12; ++i) {
    const auto a = first.next(generator);
    const auto b = second.next(other);
    CHECK(std::equal(a.begin(), a.end(), b.begin(), b.end()));
  }
}

TEST_CASE("balanced weights are scikit-learn's") {
  const json all_class_weights = reference("reference/balance.json")["class_weights"];
  for (const json& expected : all_class_weights)
    CHECK(json(balanced_class_weights(rows_of_classes(expected["labels"]))) == expected["weights"]);
  CHECK(balanced_class_weights({6, 0, 2}) == std::vector<double>{8.0 / 12, 1, 2});
}

TEST_CASE("train_loss of epoch 0 is PyTorch's loss over all rows, whatever the batch size") {
  const json all = reference("reference/balance.json")["losses_at_start"];
  const auto start = [&](const std::string& loss, const std::string& target, int outputs,
                         const std::string& size) {
    const KeptRun run = run_of(fmt::format(
        "dtype: float64\ndata: {{type: inline, features: {}, target: {}}}\n"
        "network: [{{type: Linear, out_features: 4}}, Tanh, {{type: Linear, out_features: {}}}]\nloss: {}\n"
        "optimizer: SGD\ntraining: {{epochs: 0, batch_size: {}}}\n",
        all["features"].dump(), target, outputs, loss, size));
    REQUIRE(run.epochs.size() == 1);
    return run.column("train_loss").front();
  };
  for (const std::string size : {"1", "3", "5", "full"}) {
    CAPTURE(size);
    for (const json& expected : all["cases"]) {
      CAPTURE(expected.dump());
      CHECK(start(expected["loss"], all["target"].dump(), 3, size) ==
            doctest::Approx(expected["value"].get<double>()).epsilon(1e-12));
    }
    CHECK(start("{type: BCEWithLogitsLoss, pos_weight: balanced}", all["binary_target"].dump(), 1, size) ==
          doctest::Approx(all["binary"].get<double>()).epsilon(1e-12));
  }
}

TEST_CASE("what the data decides is told in words") {
  const auto notes_of = [](const std::string& yaml) {
    Diagnostics diagnostics;
    DataCache cache;
    const auto plan = plan_of(yaml, diagnostics);
    REQUIRE(plan);
    const auto found = preflight(*plan->setups.front().bound, cache, diagnostics);
    CHECK(diagnostics.text() == "");
    return found ? found->notes : std::vector<std::string>();
  };
  using Notes = std::vector<std::string>;
  CHECK(notes_of(shapes + epoch + "loss: {type: CrossEntropyLoss, weight: balanced}\n") ==
        Notes{"loss.weight is maybe=2, no=0.5, yes=2"});
  CHECK(notes_of(shapes + epoch + "loss: {type: CrossEntropyLoss, weight: {yes: 7}}\n") ==
        Notes{"loss.weight is maybe=1, no=1, yes=7"});
  CHECK(notes_of(shapes + epoch + "loss: {type: CrossEntropyLoss, weight: [1, 2, 3]}\n").empty());
  CHECK(notes_of(shapes + "loss: CrossEntropyLoss\ntraining: {epochs: 1, sampler: balanced}\n") ==
        Notes{"training.sampler draws a sample by the weight of its class: maybe=1, no=0.25, yes=1"});
  const std::string numbers =
      "data: {type: inline, features: [1, 2, 3, 4], target: [[0, 1], [0, 1], [1, 1], [0, 0]]}\n"
      "network: [{type: Linear, out_features: 2}]\noptimizer: SGD\n";
  CHECK(notes_of(numbers + epoch + "loss: {type: BCEWithLogitsLoss, pos_weight: balanced}\n") ==
        Notes{"loss.pos_weight is 3, 0.333333"});
}

TEST_CASE("weights and samplers that can't be say why") {
  const std::string loss = "loss: CrossEntropyLoss\n";
  const std::string numbers =
      "data: {type: inline, features: [1, 2, 3], target: [0.1, 0.2, 0.3]}\n"
      "network: [{type: Linear, out_features: 1}]\noptimizer: SGD\nloss: MSELoss\n";
  const std::pair<std::string, std::string> cases[] = {
      {shapes + epoch + "loss: {type: CrossEntropyLoss, weight: {yas: 7}}\n",
       "test.yaml:5:46: error: loss.weight.yas: the target has no class 'yas'; did you mean 'yes'?"},
      {shapes + epoch + "loss: {type: CrossEntropyLoss, weight: {yes: -1}}\n",
       "test.yaml:5:46: error: loss.weight.yes: -1 is out of range; expected a number at least 0; write yes: "
       "1"},
      {shapes + epoch + "loss: {type: NLLLoss, weight: balnced}\n",
       "test.yaml:5:31: error: loss.weight: expected a list of numbers or balanced or a map, not 'balnced'; "
       "did you mean 'balanced'?"},
      {shapes + loss + "training: {epochs: 1, sampler: {weights: {non: 7}}}\n",
       "test.yaml:5:32: error: training.sampler.weights.non: the target has no class 'non'; did you mean "
       "'no'?"},
      {shapes + loss + "training: {epochs: 1, sampler: {weights: {no: 0, yes: 0, maybe: 0}}}\n",
       "test.yaml:5:32: error: training.sampler.weights: every sample of the training part has weight 0: "
       "none can "
       "be drawn"},
      {shapes + loss + "training: {epochs: 1, sampler: balanced, shuffle: none}\n",
       "test.yaml:5:32: error: training.sampler: a sampler draws the order of the samples; leave shuffle "
       "out"},
      {shapes + loss + "training: {epochs: 1, sampler: {replacement: false}}\n",
       "test.yaml:5:46: error: training.sampler.replacement: draws without replacement are not possible: "
       "PyTorch's "
       "depend on the library that it is built with"},
      {numbers + "training: {epochs: 1, sampler: balanced}\n",
       "test.yaml:5:32: error: training.sampler: a sampler draws by class, but the target is no class"},
      {"problem: quadratic_deep\noptimizer: SGD\ntraining: {epochs: 1, sampler: balanced}\n",
       "test.yaml:3:32: error: training.sampler: a sampler draws by class, but the target is no class"},
      {"problem: quadratic\noptimizer: SGD\ntraining: {epochs: 1, sampler: balanced}\n",
       "test.yaml:3:32: error: training.sampler: this problem has no samples, so this key has no meaning"},
  };
  for (const auto& [yaml, message] : cases) {
    CAPTURE(yaml);
    CHECK(first_line_of(yaml) == message);
  }
}

TEST_CASE("an epoch with a sampler has as many samples as it draws, none of a class without weight") {
  const KeptRun run =
      run_of(shapes +
             "loss: CrossEntropyLoss\ntraining: {epochs: 2, batch_size: 2, sampler: {weights: "
             "{no: 0, maybe: 0}, num_samples: 5}}\nmetrics: [accuracy]\n");
  REQUIRE(run.epochs.size() == 3);
  CHECK(run.epochs[2].samples == 10);
  CHECK(run.epochs[2].iteration == 6);
}

TEST_CASE("weights of samples are in the loss, its gradient and the metrics as scikit-learn has them") {
  const json all = reference("reference/balance.json")["sample_weights"];
  for (const json& expected : all["cases"]) {
    const bool is_class = expected["outputs"] == 3;
    const std::vector<std::string> metrics =
        is_class ? std::vector<std::string>{"accuracy"} : std::vector<std::string>{"mae", "rmse", "r2"};
    const std::string yaml = fmt::format(
        "dtype: float64\ndata: {{type: inline, features: {}, target: {}, sample_weight: x2}}\n"
        "network: [{{type: Linear, out_features: 4}}, Tanh, {{type: Linear, out_features: {}}}]\nloss: {}\n"
        "optimizer: {{type: SGD, lr: 0.05}}\ntraining: {{epochs: 3, batch_size: full, shuffle: none}}\n"
        "metrics: [{}]\n",
        all["features"].dump(), all[is_class ? "classes" : "numbers"].dump(), expected["outputs"].get<int>(),
        expected["loss"].get<std::string>(), fmt::join(metrics, ", "));
    CAPTURE(yaml);
    std::string messages;
    const KeptRun run = run_of(yaml, &messages);
    CHECK(messages == "");
    REQUIRE(run.epochs.size() == 4);
    for (std::size_t step = 0; step < 3; ++step) {
      const json& of_step = expected["steps"][step];
      const auto close = [&](const std::string& column, const char* name, std::size_t row) {
        CAPTURE(column);
        CHECK(run.column(column)[row] == doctest::Approx(of_step[name].get<double>()).epsilon(1e-12));
      };
      close("train_loss", "loss", step + 1);
      for (const std::string& metric : metrics) close("train_" + metric, metric.c_str(), step + 1);
      if (step > 0) continue;
      close("train_loss", "loss", 0);
      for (const std::string& metric : metrics) close("train_" + metric, metric.c_str(), 0);
    }
  }
}

TEST_CASE("a batch in which nothing counts moves nothing; rows of weight 0 are as if they were not there") {
  const auto losses = [](const std::string& features, const std::string& target, const std::string& size) {
    return run_of("dtype: float64\ndata: {type: inline, features: " + features + ", target: " + target +
                  ", sample_weight: x1}\nnetwork: [{type: Linear, out_features: 1, weight_init: zeros}]\n"
                  "loss: MSELoss\noptimizer: SGD\ntraining: {epochs: 2, shuffle: none, batch_size: " +
                  size + "}\n")
        .column("train_loss");
  };
  CHECK(losses("[[1, 2], [2, 1], [7, 0], [9, 0]]", "[1, 2, 50, 60]", "full") ==
        losses("[[1, 2], [2, 1]]", "[1, 2]", "full"));
  for (const double loss : losses("[[1, 2], [2, 1], [7, 0], [9, 0]]", "[1, 2, 50, 60]", "2"))
    CHECK(std::isfinite(loss));
}

TEST_CASE("weights of samples that can't be say why") {
  const std::string rest =
      "network: [{type: Linear, out_features: 1}]\nloss: MSELoss\noptimizer: SGD\ntraining: {epochs: 1}\n";
  const auto data = [](const std::string& features, const std::string& name) {
    return "data: {type: inline, features: " + features + ", target: [1, 2], sample_weight: " + name + "}\n";
  };
  const std::pair<std::string, std::string> cases[] = {
      {data("[[1, 2], [3, 4]]", "x3"), "there is no column 'x3'; did you mean 'x0'?"},
      {data("[[1, 2], [3, -4]]", "x1"), "weights are numbers at least 0, but sample 2 has -4"},
      {data("[[1, 0], [3, 0]]", "x1"), "every sample of the training part has weight 0"},
      {data("[[1], [3]]", "x0"), "no feature is left beside it"},
  };
  for (const auto& [yaml, message] : cases) {
    CAPTURE(yaml);
    const std::string line = first_line_of(yaml + rest);
    CHECK(line.substr(line.find("error: ")) == "error: data.sample_weight: " + message);
  }
}

}  // namespace runner
