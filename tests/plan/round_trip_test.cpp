// config.yaml of the results stands for the same runs as the experiment's own file, wherever it lies.
#include "plans.h"

#include <doctest/doctest.h>

namespace runner {

namespace {

Plan plan_from_elsewhere(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<Source>(Source{"config.yaml", yaml, "/nowhere"});
  const auto root = parse_yaml(source, diagnostics);
  REQUIRE(root);
  auto plan = make_plan(*root, "config", catalog(), diagnostics);
  CHECK(diagnostics.text() == "");
  REQUIRE(plan);
  return *plan;
}

const std::string moons_file =
    "data: make_moons\nnetwork: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n";

}  // namespace

TEST_CASE("config.yaml of an experiment stands for the same runs") {
  const std::string csv =
      "data: {type: csv, path: experiments/data/iris.csv, target: species}\nnetwork: [{type: Linear, "
      "out_features: 3}]\nloss: CrossEntropyLoss\noptimizer: SGD\ntraining: {epochs: 1}\n";
  std::string kfold = csv;
  kfold.replace(kfold.find("target: species"), 15, "target: species, split: {method: kfold, test: 0.2}");
  const std::string texts[] = {
      base,
      "name: some\ndescription: words\nseed: 3\n" + base,
      base + "sweep: {grid: {optimizer: [SGD, Adam], optimizer.lr: [0.1, 0.2]}, seeds: 2}\n",
      base + "sweep: {seeds: [7, 5], zip: {optimizer.lr: [1, 2], training.epochs: [3, 4]}}\n",
      base + "sweep: {zip: [{optimizer: {lr: {logspace: [1e-3, 1, 4]}}}, {training.epochs: [3, 4]}]}\n",
      base + "sweep: {cases: [{}, {optimizer: {type: Adam, lr: 2}}, {optimizer: {lr: 0.3}}]}\n",
      base + "sweep: {cases: [{optimizer.lr: 7}, {optimizer: {type: Adam, lr: 2}}]}\n",
      base +
          "sweep: {random: {n: 9, seed: 4, values: {optimizer: {lr: {loguniform: [1e-3, 1]}}, "
          "training.epochs: "
          "{choice: {arange: [1, 9, 2]}}}}}\n",
      base +
          "sweep: {grid: {optimizer: [Adam, SGD], optimizer.momentum: [0.5, 0.9]}, when: "
          "{optimizer.momentum: "
          "{optimizer: SGD}}}\n",
      base +
          "sweep: {grid: {optimizer: [Adam, SGD], training.epochs: [5, 6]}, when: {training.epochs: "
          "{optimizer: "
          "Adam}}}\n",
      base +
          "sweep: {grid: {optimizer.type: [SGD, Adam], optimizer.lr: [1, 2]}, exclude: [{optimizer: SGD, "
          "optimizer.lr: 1}]}\n",
      "problem: quadratic\nsweep: {grid: {optimizer: [SGD, Adam]}, cases: [{training: {epochs: 2}}, "
      "{training.iterations: 5}]}\n",
      "optimizer: SGD\ntraining: {epochs: 1}\nsweep: {cases: [{problem: quadratic}, {data: {type: "
      "make_moons}, "
      "network: [{type: Linear, out_features: 2}], loss: CrossEntropyLoss, training.batch_size: 8}]}\n",
      "optimizer: SGD\ntraining: {epochs: 1}\nsweep: {cases: [{data: {type: make_moons}, network: [{type: "
      "Linear, "
      "out_features: 2}], loss: CrossEntropyLoss}, {problem: rosenbrock}]}\n",
      moons_file +
          "optimizer: SGD\ntraining: {epochs: 1}\nsweep: {grid: {scheduler: [null, {type: StepLR, step_size: "
          "3}], "
          "scheduler.gamma: [0.1, 0.2], network.0.bias: [true, false]}, when: {scheduler.gamma: {scheduler: "
          "StepLR}}}\n",
      kfold,
      kfold + "sweep: {seeds: 2, repeats: {data.split.fold: [1, 3]}}\n",
      kfold +
          "sweep: {seeds: 2, repeats: {data.split.random_state: [1, 3], training.batch_size: [4, 5, 6]}}\n",
      csv +
          "sweep: {seeds: 2, repeats: {data.path: [experiments/data/iris.csv, experiments/data/wine.csv]}}\n",
      csv,
      csv +
          "sweep: {grid: {data.path: [experiments/data/iris.csv, experiments/data/wine.csv], data.target: "
          "[species, "
          "cultivar]}, exclude: [{data.path: experiments/data/iris.csv, data.target: cultivar}, {data: "
          "{path: "
          "experiments/data/wine.csv}, data.target: species}]}\n",
      csv +
          "sweep: {cases: [{data: {type: csv, path: experiments/data/wine.csv}}, {data: {path: "
          "experiments/data/iris.csv}}, {data: make_blobs}]}\n",
      csv +
          "sweep: {random: {n: 4, values: {data.path: {choice: [experiments/data/iris.csv, "
          "experiments/data/wine.csv]}, optimizer.lr: {uniform: [0, 1]}}}, when: {optimizer.lr: {data.path: "
          "experiments/data/iris.csv}}}\n",
      "network: [{type: Linear, out_features: 3}]\nloss: CrossEntropyLoss\noptimizer: SGD\ntraining: "
      "{epochs: 1}\n"
      "data: {target: species, path: experiments/data/iris.csv}\nsweep: {cases: [{data.type: csv}]}\n",
  };
  for (const std::string& yaml : texts) {
    CAPTURE(yaml);
    const Plan plan = good_plan(yaml);
    const std::string once = to_yaml(plan.resolved);
    CAPTURE(once);
    const Plan again = plan_from_elsewhere(once);
    REQUIRE(again.runs.size() == plan.runs.size());
    for (std::size_t i = 0; i < plan.runs.size(); ++i) {
      CHECK(again.runs[i].id == plan.runs[i].id);
      CHECK(again.runs[i].label == plan.runs[i].label);
    }
    CHECK(again.name == plan.name);
    CHECK(again.description == plan.description);
    CHECK(to_yaml(again.resolved) == once);
  }
}

}  // namespace runner
