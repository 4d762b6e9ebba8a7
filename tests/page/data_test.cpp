#include <doctest/doctest.h>

#include <cmath>
#include <fstream>

#include "config/yaml.h"
#include "page/aggregate.h"
#include "page/built_experiment.h"
#include "page/iterations.h"
#include "page/overrides.h"
#include "page/predictions.h"
#include "support/temporary_folder.h"

using namespace runner;

namespace {

Node yaml(const std::string& text) {
  Diagnostics diagnostics;
  return parse_yaml(std::make_shared<const Source>(Source{"file.yaml", text, {}}), diagnostics).value();
}

using Texts = std::vector<std::string>;

page::Factor factor(const std::vector<std::string>& values) {
  return page::factors_of(built_experiment({{"key", values}}, 1, [](const auto&, auto) { return 1.0; }).plan)
      .front();
}

}  // namespace

TEST_CASE("what varies: numbers ascend, ratios or differences, words as they are written") {
  CHECK(factor({"0.1", "0.001", "0.01"}).values == Texts{"0.001", "0.01", "0.1"});
  CHECK(factor({"0.1", "0.001", "0.01"}).log);
  CHECK(factor({"16", "32", "64"}).log);
  CHECK_FALSE(factor({"0.1", "0.2", "0.3"}).log);
  CHECK_FALSE(factor({"-1", "0", "1"}).log);
  CHECK(factor({"full", "1", "16"}).values == Texts{"full", "1", "16"});
  CHECK_FALSE(factor({"full", "1", "16"}).is_number());
  CHECK(factor({"", "Adam"}).values == Texts{"none", "Adam"});
}

TEST_CASE("options of a swept component are no keys of their own; paired lists are one key") {
  Plan plan;
  plan.swept_keys = {"optimizer"};
  plan.swept_columns = {"optimizer", "optimizer.lr", "optimizer.momentum"};
  plan.labels = {"a", "b", "c"};
  const std::vector<Texts> cells = {{"SGD", "0.1", ""}, {"SGD", "0.1", "0.9"}, {"Adam", "0.01", ""}};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    PlannedRun run;
    run.configuration = i;
    run.cells = cells[i];
    plan.runs.push_back(run);
  }
  const auto factors = page::factors_of(plan);
  REQUIRE(factors.size() == 1);
  CHECK(factors[0].values == Texts{"SGD", "SGD momentum=0.9", "Adam"});

  plan.swept_keys = plan.swept_columns = {"optimizer.lr", "training.batch_size"};
  const std::vector<Texts> pairs = {{"0.1", "16"}, {"0.2", "32"}, {"0.3", "64"}};
  for (std::size_t i = 0; i < pairs.size(); ++i) plan.runs[i].cells = pairs[i];
  const auto paired = page::factors_of(plan);
  REQUIRE(paired.size() == 1);
  CHECK(paired[0].name == "optimizer.lr");
}

TEST_CASE("quantiles lie between neighbours (R, type 7)") {
  const std::vector<double> values = {1, 2, 4, 8};
  CHECK(page::quantile(values, 0) == 1);
  CHECK(page::quantile(values, 0.25) == 1.75);
  CHECK(page::quantile(values, 0.5) == 3);
  CHECK(page::quantile(values, 1) == 8);
}

TEST_CASE("runs are averaged at the same epoch; what is not finite is not counted") {
  auto data = built_experiment({{"key", {"a", "b"}}}, 3,
                               [](const auto&, std::int64_t seed) { return 1.0 + double(seed); });
  data.curves[1].values[0].back() = std::nan("");  // diverged at the end
  const page::Aggregate all = page::aggregate(data, 0, 0);
  REQUIRE(all.epochs.size() == data.curves[0].epochs.size());
  CHECK(all.n.front() == 3);
  CHECK(all.n.back() == 2);
  CHECK(all.mean.back() == 2);  // of 1 and 3
  CHECK(all.min.back() == 1);
  CHECK(all.max.back() == 3);
}

TEST_CASE("the words that lead from one configuration to another") {
  const Node file = yaml("seed: 0\noptimizer: {type: SGD, lr: 0.1, momentum: 0}\ntraining: {epochs: 5}\n");
  CHECK(page::differences(file, file).empty());
  CHECK(page::differences(
            file, yaml("seed: 3\noptimizer: {type: SGD, lr: 0.2, momentum: 0}\ntraining: {epochs: 5}\n")) ==
        Texts{"seed=3", "optimizer.lr=0.2"});
  CHECK(page::differences(file, yaml("seed: 0\noptimizer: {type: Adam, lr: 0.2}\ntraining: {epochs: 5}\n")) ==
        Texts{"optimizer={type: Adam, lr: 0.2}"});
  CHECK(page::differences(file, yaml("seed: 0\noptimizer: {type: SGD, lr: 0.1, momentum: 0}\n")) ==
        Texts{"training=null"});
  CHECK(page::differences(yaml("seed: 0\nsweep: {grid: {optimizer.lr: [1, 2]}}\n"),
                          yaml("seed: 3\nsweep: {grid: {optimizer.lr: [1, 2], seed: [3]}}\n")) ==
        Texts{"seed=3"});
}

TEST_CASE("of many steps the first, the last, and the lowest and highest of each piece stay") {
  const TemporaryFolder folder;
  std::ofstream file(folder.path() / "iterations.csv");
  file << "epoch,iteration,samples,lr,train_loss,w0\n";
  for (int i = 0; i < 1000; ++i)
    file << "0," << i << "," << i << ",0.1," << (i == 123 ? 50 : i == 777 ? -50 : 1) << "," << i << "\n";
  file.close();
  RunResult run;
  const auto all = page::read_iterations(folder.path(), run, 2000);
  REQUIRE(all);
  CHECK(all->size() == 1000);
  CHECK_FALSE(all->thinned());
  CHECK(all->parameters() == 1);
  const auto few = page::read_iterations(folder.path(), run, 100);
  REQUIRE(few);
  CHECK(few->thinned());
  CHECK(few->rows == 1000);
  CHECK(few->size() <= 102);
  const auto& loss = *few->find("train_loss");
  const auto& iteration = *few->find("iteration");
  CHECK(iteration.front() == 0);
  CHECK(iteration.back() == 999);
  CHECK(std::ranges::count(loss, 50) == 1);
  CHECK(std::ranges::count(loss, -50) == 1);
}

TEST_CASE("predictions of classes are counted, of numbers kept") {
  const TemporaryFolder folder;
  RunResult run;
  CHECK_FALSE(page::read_predictions(folder.path(), run));
  std::ofstream(folder.path() / "predictions.csv")
      << "row,part,target,prediction,p_a,p_b\n"
         "1,train,a,a,0.9,0.1\n2,val,a,b,0.4,0.6\n3,val,b,b,0.2,0.8\n";
  const auto classes = page::read_predictions(folder.path(), run);
  REQUIRE(classes);
  CHECK(classes->classes == Texts{"a", "b"});
  CHECK(classes->held_back() == Part::val);
  CHECK(page::confusion_of(*classes, Part::val) == std::vector<std::int64_t>{0, 1, 0, 1});
  std::ofstream(folder.path() / "predictions.csv")
      << "row,part,target,prediction\n1,train,1.5,2\n2,test,3,2.5\n";
  const auto numbers = page::read_predictions(folder.path(), run);
  REQUIRE(numbers);
  CHECK(numbers->classes.empty());
  CHECK(numbers->held_back() == Part::test);
  CHECK(numbers->predictions == std::vector<double>{2, 2.5});
}
