#include "plans.h"

#include <fmt/format.h>

namespace runner {

namespace {

std::vector<std::string> run_names(const Plan& plan) {
  std::vector<std::string> names;
  for (const PlannedRun& run : plan.runs) names.push_back(fmt::format("{} / {}", run.label, run.seed));
  return names;
}

}  // namespace

TEST_CASE("without a sweep there is one run, named after the experiment") {
  const Plan plan = good_plan("name: alone\nseed: 7\n" + base);
  CHECK(run_names(plan) == std::vector<std::string>{"alone / 7"});
  CHECK(plan.swept_columns.empty());
}

TEST_CASE("a grid is a product: the first key changes slowest, seeds fastest") {
  const Plan plan = good_plan(base +
                              "sweep:\n"
                              "  seeds: 2\n"
                              "  grid:\n"
                              "    optimizer: [{type: SGD, lr: 0.1}, {type: Adam, lr: 0.01}]\n"
                              "    training.epochs: [1, 2]\n");
  CHECK(run_names(plan) ==
        std::vector<std::string>{"SGD lr=0.1 epochs=1 / 0", "SGD lr=0.1 epochs=1 / 1",      //
                                 "SGD lr=0.1 epochs=2 / 0", "SGD lr=0.1 epochs=2 / 1",      //
                                 "Adam lr=0.01 epochs=1 / 0", "Adam lr=0.01 epochs=1 / 1",  //
                                 "Adam lr=0.01 epochs=2 / 0", "Adam lr=0.01 epochs=2 / 1"});
  CHECK(plan.swept_columns == std::vector<std::string>{"optimizer", "optimizer.lr", "training.epochs"});
  CHECK(plan.runs.back().cells == std::vector<std::string>{"Adam", "0.01", "2"});
}

TEST_CASE("a parameter shows where it is written and differs, defaults included") {
  const Plan plan =
      good_plan(base +
                "sweep: {grid: {optimizer: [{type: SGD, lr: 0.1}, {type: SGD, lr: 0.1, momentum: 0.9}, "
                "{type: Adam, lr: 0.1, eps: 1e-7}]}}\n");
  CHECK(plan.swept_columns == std::vector<std::string>{"optimizer", "optimizer.momentum"});
  CHECK(plan.labels == std::vector<std::string>{"SGD momentum=0", "SGD momentum=0.9", "Adam"});
}

TEST_CASE("a key of a swept component may be swept too, in whichever order they stand") {
  const Plan plan = good_plan(base + "sweep: {grid: {optimizer.lr: [0.1, 0.2], optimizer: [SGD, Adam]}}\n");
  CHECK(plan.labels == std::vector<std::string>{"lr=0.1 SGD", "lr=0.1 Adam", "lr=0.2 SGD", "lr=0.2 Adam"});
}

TEST_CASE("an override of the grid adds a key, as nested maps do") {
  Diagnostics diagnostics;
  auto root = parse_yaml(std::make_shared<Source>(Source{"test.yaml", base, ""}), diagnostics);
  REQUIRE(root);
  const std::vector<std::string> words = {"sweep.grid.optimizer.lr=[0.1, 0.2]"};
  apply_overrides(*root, words, diagnostics);
  const auto plan = make_plan(*root, "test", catalog(), diagnostics);
  REQUIRE(plan);
  CHECK(plan->labels == std::vector<std::string>{"lr=0.1", "lr=0.2"});
}

TEST_CASE("what the command line changes stands in labels, columns and the file that is written") {
  struct Overridden {
    std::vector<std::string> words;
    std::vector<std::string> labels, columns;
  };
  const std::vector<Overridden> all = {
      {{"optimizer.lr=0.1"}, {"lr=0.1"}, {"optimizer.lr"}},
      {{"optimizer={type: Adam, lr: 0.1}", "training.epochs=2"},
       {"Adam epochs=2"},
       {"optimizer", "training.epochs"}},
      {{"training={epochs: 3, iterations_per_epoch: 2}"},
       {"epochs=3 iterations_per_epoch=2"},
       {"training.epochs", "training.iterations_per_epoch"}},
      {{"scheduler={type: StepLR, step_size: 2}"}, {"StepLR"}, {"scheduler"}},
      {{"training.epochs=1", "seed=5", "name=other", "checkpoint.every=2"}, {"other"}, {}},
      {{"optimizer.lr=0.1", "sweep.grid.dtype=[float32, float64]"},
       {"dtype=float32 lr=0.1", "dtype=float64 lr=0.1"},
       {"dtype", "optimizer.lr"}},
      {{"optimizer.momentum=0.5", "sweep.zip.optimizer.lr=[0.1, 0.2]"},
       {"momentum=0.5 lr=0.1", "momentum=0.5 lr=0.2"},
       {"optimizer.momentum", "optimizer.lr"}},
      {{"optimizer.lr=0.1", "sweep.grid.optimizer=[{type: SGD, lr: 1}, Adam]"},
       {"SGD lr=1", "Adam lr=0.001"},
       {"optimizer", "optimizer.lr"}},
  };
  for (const auto& [words, labels, columns] : all) {
    CAPTURE(words.front());
    Diagnostics diagnostics;
    auto root = parse_yaml(std::make_shared<Source>(Source{"test.yaml", base, ""}), diagnostics);
    REQUIRE(root);
    apply_overrides(*root, words, diagnostics);
    const auto plan = make_plan(*root, "test", catalog(), diagnostics);
    REQUIRE_MESSAGE(plan, diagnostics.text());
    CHECK(plan->labels == labels);
    CHECK(plan->swept_columns == columns);
    const auto written =
        parse_yaml(std::make_shared<Source>(Source{"config.yaml", to_yaml(plan->resolved), ""}), diagnostics);
    const auto again = make_plan(*written, "config", catalog(), diagnostics);
    REQUIRE(again);
    CHECK(again->labels == labels);
    CHECK(again->swept_columns == columns);
    CHECK(to_yaml(again->resolved) == to_yaml(plan->resolved));
    for (std::size_t i = 0; i < plan->runs.size(); ++i) {
      CHECK(again->runs[i].id == plan->runs[i].id);
      CHECK(again->runs[i].cells == plan->runs[i].cells);
    }
  }
}

TEST_CASE("null takes a component away") {
  const Plan plan = good_plan(base + "sweep: {grid: {scheduler: [null, {type: StepLR, step_size: 5}]}}\n");
  CHECK(plan.labels == std::vector<std::string>{"scheduler=none", "StepLR"});
}

TEST_CASE("runs that are the same are folded") {
  const Plan plan = good_plan(base + "sweep: {grid: {optimizer.lr: [0.1, 1e-1, 0.2]}, seeds: [3, 3]}\n");
  CHECK(run_names(plan) == std::vector<std::string>{"lr=0.1 / 3", "lr=0.2 / 3"});
  CHECK(plan.duplicates == 4);
}

TEST_CASE("a mistake in a swept value has its place, once however many runs it reaches") {
  CHECK(messages_of(base + "sweep: {seeds: 5, grid: {optimizer.lr: [0.1, x], training.epochs: [1, 2]}}\n") ==
        "test.yaml:4:46: error: optimizer.lr: expected a number, not 'x'; write lr: 0.001\n"
        "    4 | sweep: {seeds: 5, grid: {optimizer.lr: [0.1, x], training.epochs: [1, 2]}}\n"
        "      |                                              ^\n");
}

TEST_CASE("what can't be swept says so") {
  const std::pair<std::string, std::string> cases[] = {
      {"{grid: {optimizer.lr: 0.1}}",
       "sweep.grid.optimizer.lr: expected a list of values or a space such as {logspace: [1e-5, 1, 6]}, not "
       "'0.1'; write optimizer.lr: [0.1]"},
      {"{grid: {optimizer.lr: []}}",
       "sweep.grid.optimizer.lr: the list is empty; expected at least one value"},
      {"{grid: {seed: [1, 2]}}",
       "sweep.grid.seed: seeds are swept with sweep.seeds; write sweep: {seeds: [1, 2]}"},
      {"{grid: {name: [a, b]}}", "sweep.grid.name: this key can't be swept"},
      {"{grid: {launch.slurm.cpus: [1, 2]}}", "sweep.grid.launch.slurm.cpus: this key can't be swept"},
      {"{seeds: 0}", "sweep.seeds: a sweep needs at least one seed"},
      {"{seeds: []}", "sweep.seeds: a sweep needs at least one seed"},
      {"{grids: {}}", "sweep.grids: sweep has no key 'grids'; did you mean 'grid'?"},
      {"{grid: {optimizer.momentom: [1]}}",
       "optimizer.momentom: SGD has no parameter 'momentom'; did you mean 'momentum'?"},
  };
  for (const auto& [sweep, message] : cases) {
    CAPTURE(sweep);
    const std::string text = messages_of(base + "sweep: " + sweep + "\n");
    CHECK(text.find("error: " + message + "\n") != std::string::npos);
  }
}

TEST_CASE("the identity of a run is what decides its numbers") {
  const auto id = [](const std::string& yaml) { return good_plan(yaml).runs.front().id; };
  const std::string first = id(base);
  CHECK(first.size() == 16);
  SUBCASE("names, comments, order of keys and spellings change nothing") {
    CHECK(id("name: other\ndescription: d\n" + base) == first);
    CHECK(id("# comment\ntraining: {epochs: 1}\noptimizer: {type: sgd, lr: 1e-3}\nproblem: {type: "
             "quadratic}\n") == first);
    CHECK(id("dtype: float32\nseed: 0\n" + base) == first);
    const std::string network =
        "data: make_moons\nnetwork: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n"
        "optimizer: SGD\ntraining: {epochs: 1}\n";
    CHECK(id("precision: float32\n" + network) == id(network));
    CHECK(id("precision: bfloat16\n" + network) != id(network));
  }
  SUBCASE("every number does") {
    const std::set<std::string> ids = {
        first, id("seed: 1\n" + base), id("dtype: float64\n" + base),
        id("problem: quadratic\noptimizer: {type: SGD, lr: 0.002}\ntraining: {epochs: 1}\n"),
        id("problem: quadratic\noptimizer: SGD\ntraining: {epochs: 2}\n")};
    CHECK(ids.size() == 5);
  }
}

TEST_CASE("a grid of ten thousand runs is checked whole") {
  std::string values;
  for (int i = 1; i <= 100; ++i) values += (i > 1 ? ", " : "") + std::to_string(i);
  const std::string sweep = "sweep: {grid: {optimizer.lr: [" + values + "], training.epochs: [" + values;
  CHECK(good_plan(base + sweep + "]}}\n").runs.size() == 10'000);
  CHECK(messages_of(base + sweep + ", -1]}}\n").find("training.epochs: -1 is out of range") !=
        std::string::npos);
}

TEST_CASE("with or without an option whose default is none: a column tells them apart") {
  const std::string network =
      "data: make_moons\nnetwork: [{type: Linear, out_features: 2}]\nloss: CrossEntropyLoss\n"
      "optimizer: AdamW\ntraining: {epochs: 1}\n";
  const Plan weights = good_plan(
      network + "sweep: {grid: {loss: [CrossEntropyLoss, {type: CrossEntropyLoss, weight: [1, 5]}]}}\n");
  CHECK(weights.labels == Labels{"CrossEntropyLoss", "CrossEntropyLoss [1, 5]"});
  CHECK(weights.swept_columns == Labels{"loss", "loss.weight"});
  CHECK(weights.runs[0].cells == Labels{"CrossEntropyLoss", ""});
  CHECK(weights.runs[1].cells == Labels{"CrossEntropyLoss", "[1, 5]"});
  const Plan balanced =
      good_plan(network + "sweep: {cases: [{}, {loss: {type: CrossEntropyLoss, weight: balanced}}]}\n");
  CHECK(balanced.labels == Labels{"CrossEntropyLoss", "CrossEntropyLoss weight=balanced"});
  const Plan groups = good_plan(network +
                                "sweep: {grid: {optimizer: [AdamW, {type: AdamW, groups: [{parameters: "
                                "['*.bias'], weight_decay: 0}]}]}}\n");
  CHECK(groups.swept_columns == Labels{"optimizer", "optimizer.groups"});
  CHECK(groups.labels == Labels{"AdamW", "AdamW [{parameters: [\"*.bias\"], weight_decay: 0}]"});
  // Another loss has no such parameter: there its type is enough.
  const Plan others =
      good_plan(network + "sweep: {grid: {loss: [{type: CrossEntropyLoss, weight: [1, 5]}, NLLLoss]}}\n");
  CHECK(others.swept_columns == Labels{"loss"});
}

TEST_CASE("a case's name is its label; keys of others stand behind it") {
  CHECK(labels_of("{cases: [{name: baseline}, {name: wide, optimizer.lr: 0.1}, {optimizer.lr: 0.2}]}") ==
        Labels{"baseline", "wide", "lr=0.2"});
  const Plan plan = good_plan(base +
                              "sweep: {grid: {training.epochs: [1, 2]}, cases: [{name: a, optimizer.lr: "
                              "0.1}, {name: b}], seeds: 2}\n");
  CHECK(plan.labels == Labels{"a epochs=1", "b epochs=1", "a epochs=2", "b epochs=2"});
  CHECK(plan.swept_columns == Labels{"training.epochs", "optimizer.lr"});
  CHECK(plan.runs[0].cells == Labels{"1", "0.1"});
  CHECK(labels_of("{cases: [{name: a}, {name: b, training.epochs: 2}], random: {n: 2, values: {optimizer.lr: "
                  "{choice: [0.5]}}}}") == Labels{"a lr=0.5", "b lr=0.5"});
  CHECK(labels_of("{cases: [{name: a}, {name: a, training.epochs: 2}]}") == Labels{"a #1", "a #2"});
  CHECK(messages_of(base + "sweep: {cases: [{name: [a]}]}\n")
            .find("sweep.cases.0.name: expected a name for the case, "
                  "not a list\n") != std::string::npos);
}

TEST_CASE("nothing counts as not written where the default is none") {
  const std::string id = ids_of(base).front();
  const std::string empty[] = {
      "sweep:\n", "sweep:\n  grid:\n  zip:\n  cases:\n  random:\n  exclude:\n  when:\n",
      "metrics:\nrecord:\nscheduler:\nearly_stopping:\ncheckpoint:\nsearch:\nlaunch:\n",
      "name:\ndescription:\n", "data:\nnetwork:\nloss:\n"};
  for (const std::string& more : empty) {
    CAPTURE(more);
    CHECK(ids_of(base + more) == Labels{id});
  }
  CHECK(labels_of("{grid: {optimizer.groups: [null, [{parameters: ['w'], lr: 0.5}]]}}") ==
        Labels{"groups=none", "[{parameters: [w], lr: 0.5}]"});
  CHECK(messages_of("problem: quadratic\noptimizer: {type: SGD, lr: }\ntraining: {epochs: 1}\n")
            .starts_with("test.yaml:2:24: error: optimizer.lr: expected a number, not nothing; "));
  CHECK(messages_of(base + "sweep: {gird: }\n").find("sweep has no key 'gird'") != std::string::npos);
}

TEST_CASE("what the sweep replaces shows what the runs have instead") {
  Diagnostics diagnostics;
  const auto plan = plan_of(
      "problem: quadratic\noptimizer: {type: SGD, lr: 0.1, weight_decay: 1e-3}\ntraining: {epochs: 1}\n"
      "sweep: {grid: {optimizer: [SGD, Momentum, {type: Adam, weight_decay: 0.001}]}}\n",
      diagnostics);
  REQUIRE(plan);
  CHECK(plan->labels ==
        Labels{"SGD weight_decay=0 lr=0.001", "Momentum lr=0.001", "Adam weight_decay=0.001 lr=0.001"});
  CHECK(plan->swept_columns == Labels{"optimizer", "optimizer.weight_decay", "optimizer.lr"});
}

}  // namespace runner
