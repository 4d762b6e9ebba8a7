// What can be said in `sweep:` beside a grid of lists.
#include "plans.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "plan/axes.h"

namespace runner {

TEST_CASE("paired lists are taken side by side, several of them as a product") {
  CHECK(labels_of("{zip: {optimizer.lr: [0.1, 0.2], training.epochs: [1, 2]}}") ==
        Labels{"lr=0.1 epochs=1", "lr=0.2 epochs=2"});
  CHECK(
      labels_of("{zip: [{optimizer.lr: [1, 2], training.epochs: [3, 4]}, {optimizer.momentum: [0, 0.9]}]}") ==
      Labels{"lr=1 epochs=3 momentum=0", "lr=1 epochs=3 momentum=0.9", "lr=2 epochs=4 momentum=0",
             "lr=2 epochs=4 momentum=0.9"});
  CHECK(labels_of("{zip: {}}") == Labels{"test"});
}

TEST_CASE("cases set what they name, in dotted keys or nested maps; an empty one is the file") {
  CHECK(labels_of(
            "{cases: [{}, {optimizer: {type: Adam, lr: 0.5}}, {optimizer: {lr: 2}, training.epochs: 3}]}") ==
        Labels{"SGD lr=0.001 epochs=1", "Adam lr=0.5 epochs=1", "SGD lr=2 epochs=3"});
}

TEST_CASE("the sections multiply, each slower than those after it") {
  CHECK(labels_of("{seeds: 2, grid: {optimizer.lr: [1, 2]}, zip: {training.epochs: [1, 2]}, "
                  "cases: [{optimizer.momentum: 0}, {optimizer.momentum: 0.9}]}") ==
        Labels{"lr=1 epochs=1 momentum=0", "lr=1 epochs=1 momentum=0.9", "lr=1 epochs=2 momentum=0",
               "lr=1 epochs=2 momentum=0.9", "lr=2 epochs=1 momentum=0", "lr=2 epochs=1 momentum=0.9",
               "lr=2 epochs=2 momentum=0", "lr=2 epochs=2 momentum=0.9"});
}

TEST_CASE("a space stands wherever a list does, also in nested keys") {
  CHECK(labels_of("{grid: {optimizer.lr: {logspace: [1e-5, 1e-1, 3]}}}") ==
        Labels{"lr=1e-05", "lr=0.001", "lr=0.1"});
  CHECK(labels_of("{grid: {optimizer: {lr: {linspace: [0, 1, 3]}}}}") == Labels{"lr=0", "lr=0.5", "lr=1"});
  CHECK(labels_of("{zip: {training: {epochs: {arange: [1, 4, 1]}}, optimizer.lr: {logspace: [1, 4, 3]}}}") ==
        Labels{"epochs=1 lr=1", "epochs=2 lr=2", "epochs=3 lr=4"});
  CHECK(
      good_plan(base + "sweep: {random: {n: 50, values: {training.epochs: {choice: {arange: [1, 4, 1]}}}}}\n")
          .runs.size() == 3);
}

TEST_CASE("excluded configurations are not run and need not be right") {
  CHECK(labels_of("{grid: {optimizer: [SGD, Adam], optimizer.momentum: [0, 0.9]}, "
                  "exclude: [{optimizer: Adam}]}") == Labels{"SGD momentum=0", "SGD momentum=0.9"});
  CHECK(labels_of(
            "{grid: {optimizer: [{type: SGD, lr: 1}, {type: Adam, lr: 0.1}], training.epochs: [1, 2, 3]}, "
            "exclude: [{optimizer: sgd, training.epochs: [1, 3.0]}, {optimizer.lr: 1e-1, "
            "training.epochs: 2}]}") ==
        Labels{"SGD lr=1 epochs=2", "Adam lr=0.1 epochs=1", "Adam lr=0.1 epochs=3"});
}

TEST_CASE("a condition sees defaults, lists, maps and what is not there") {
  const std::string grid =
      "{grid: {optimizer: [SGD, {type: SGD, momentum: 0.9}, {type: Adam, betas: [0.8, 0.9]}, "
      "Adam], scheduler: [null, {type: StepLR, step_size: 2}]}, exclude: [";
  const std::pair<std::string, std::size_t> cases[] = {
      {"{optimizer.momentum: 0}", 6},          // SGD's default
      {"{optimizer.betas: [0.9, 0.999]}", 6},  // a list of numbers means that list
      {"{optimizer.betas: [[0.9, 0.999], [0.8, 0.9]]}", 4},
      {"{optimizer: {type: SGD, momentum: 0.9}}", 6},
      {"{optimizer: {type: [SGD, Adam], lr: 0.001}}", 0},
      {"{optimizer: [SGD, Momentum]}", 4},
      {"{scheduler: null}", 4},
      {"{scheduler: [null], optimizer: Adam}", 6},
      {"{scheduler: StepLR, optimizer.type: sgd}", 6},
      {"{optimizer.amsgrad: null}", 4},
  };
  for (const auto& [condition, left] : cases) {
    CAPTURE(condition);
    const std::string yaml = base + "sweep: " + grid + condition + "]}\n";
    if (left > 0) CHECK(good_plan(yaml).runs.size() == left);
    if (left == 0)
      CHECK(messages_of(yaml).find("error: sweep.exclude: every configuration is excluded\n") !=
            std::string::npos);
  }
}

TEST_CASE("a key with a condition stays as in the file where it does not hold") {
  CHECK(labels_of("{grid: {optimizer: [SGD, Adam], optimizer.momentum: [0, 0.9]}, "
                  "when: {optimizer.momentum: {optimizer: SGD}}}") ==
        Labels{"SGD momentum=0", "SGD momentum=0.9", "Adam"});
  const Plan plan = good_plan(base +
                              "sweep: {grid: {optimizer: [SGD, Adam], training.epochs: [5, 6]}, "
                              "when: {training.epochs: {optimizer: Adam}}}\n");
  CHECK(plan.labels == Labels{"SGD epochs=1", "Adam epochs=5", "Adam epochs=6"});
  CHECK(plan.duplicates == 0);
}

TEST_CASE("a condition may look at a key with a condition, in whichever order they stand") {
  const std::string grid =
      "{grid: {optimizer: [SGD, Adam], optimizer.momentum: [0, 0.9], optimizer.nesterov: "
      "[false, true]}, when: ";
  const Labels expected = {"SGD momentum=0 nesterov=false", "SGD momentum=0.9 nesterov=false",
                           "SGD momentum=0.9 nesterov=true", "Adam"};
  CHECK(labels_of(grid +
                  "{optimizer.momentum: {optimizer: SGD}, optimizer.nesterov: {optimizer.momentum: 0.9}}}") ==
        expected);
  CHECK(labels_of(
            grid +
            "{optimizer.nesterov: {optimizer.momentum: 0.9}, optimizer: {momentum: {optimizer: SGD}}}}") ==
        expected);
}

TEST_CASE("keys of paired lists and cases may have conditions; what is the same by them is no duplicate") {
  const Plan plan = good_plan(base +
                              "sweep: {grid: {optimizer: [SGD, Adam]}, zip: {training.epochs: [1, 1, 2], "
                              "optimizer.momentum: [0, 0.9, 0.9]}, when: {optimizer.momentum: "
                              "{optimizer: SGD}}}\n");
  CHECK(plan.labels == Labels{"SGD momentum=0 epochs=1", "SGD momentum=0.9 epochs=1",
                              "SGD momentum=0.9 epochs=2", "Adam epochs=1", "Adam epochs=2"});
  CHECK(plan.duplicates == 0);
}

TEST_CASE("samples are drawn in their ranges, and more of them begin with the same ones") {
  const std::string values =
      "values: {optimizer.lr: {loguniform: [1e-4, 1]}, training.epochs: {int: [8, 11]}, "
      "optimizer.momentum: {uniform: [0.5, 0.6]}, dtype: {choice: [float32, float64]}}";
  const std::string twenty = base + "sweep: {random: {n: 20, " + values + "}}\n";
  const Plan plan = good_plan(twenty);
  REQUIRE(plan.runs.size() == 20);
  std::set<std::string> epochs, types;
  std::size_t small = 0;
  for (const PlannedRun& run : plan.runs) {
    const double lr = *parse_number(run.cells[0]), momentum = *parse_number(run.cells[2]);
    CHECK((lr >= 1e-4 && lr <= 1 && momentum >= 0.5 && momentum <= 0.6));
    small += lr < 1e-2 ? 1 : 0;
    epochs.insert(run.cells[1]);
    types.insert(run.cells[3]);
  }
  CHECK((small > 4 && small < 16));  // half of the decades
  CHECK(epochs == std::set<std::string>{"8", "9", "10", "11"});
  CHECK(types == std::set<std::string>{"float32", "float64"});

  const auto ids = ids_of(twenty);
  const auto more = ids_of(base + "sweep: {random: {n: 30, seed: 0, " + values + "}}\n");
  REQUIRE(more.size() == 30);
  CHECK(std::equal(ids.begin(), ids.end(), more.begin()));
  CHECK(ids_of(base + "sweep: {random: {n: 20, seed: 1, " + values + "}}\n") != ids);
}

TEST_CASE("a key's draws do not depend on the other keys") {
  DistributionConfig distribution;
  distribution.uniform = {0, 1};
  const auto texts = [&](const std::string& key, std::int64_t seed) {
    std::vector<std::string> all;
    for (const Node& node : draw(distribution, key, seed, 4, {})) all.push_back(node.text());
    return all;
  };
  CHECK(texts("optimizer.lr", 0) == texts("optimizer.lr", 0));
  CHECK(texts("optimizer.lr", 0) != texts("optimizer.lr", 1));
  CHECK(texts("optimizer.lr", 0) != texts("optimizer.momentum", 0));
  const std::string a = "optimizer.lr: {uniform: [0, 1]}", b = "optimizer.momentum: {uniform: [0, 0.9]}";
  CHECK(ids_of(base + "sweep: {random: {n: 5, values: {" + a + ", " + b + "}}}\n") ==
        ids_of(base + "sweep: {random: {values: {" + b + ", " + a + "}, n: 5}}\n"));
}

TEST_CASE("an override may add to any section") {
  Diagnostics diagnostics;
  auto root = parse_yaml(std::make_shared<Source>(Source{"test.yaml", base, ""}), diagnostics);
  REQUIRE(root);
  const std::vector<std::string> words = {"sweep.grid.optimizer.lr={logspace: [0.1, 10, 3]}",
                                          "sweep.random.n=2",
                                          "sweep.random.values.optimizer.momentum={uniform: [0, 1]}",
                                          "sweep.when.optimizer.momentum={optimizer.lr: 1}"};
  apply_overrides(*root, words, diagnostics);
  const auto plan = make_plan(*root, "test", catalog(), diagnostics);
  CHECK(diagnostics.text() == "");
  REQUIRE(plan);
  CHECK(plan->runs.size() == 4);
}

TEST_CASE("labels of networks show what differs") {
  const std::string data =
      "data: make_moons\nloss: CrossEntropyLoss\noptimizer: SGD\ntraining: {epochs: 1}\n";
  const auto labels = [&](const std::string& networks) {
    return good_plan(data + "sweep: {grid: {network: [" + networks + "]}}\n").labels;
  };
  const std::string last = ", {type: Linear, out_features: 2}]";
  CHECK(labels("[{type: Linear, out_features: 16}, ReLU" + last + ", [{type: Linear, out_features: 8}, Tanh" +
               last) == Labels{"Linear(16)-ReLU-Linear(2)", "Linear(8)-Tanh-Linear(2)"});
  CHECK(labels("[{type: Linear, out_features: 16}" + last +
               ", [{type: Linear, out_features: 16, bias: false}" + last) ==
        Labels{"Linear(16, bias=true)-Linear(2)", "Linear(16, bias=false)-Linear(2)"});
  CHECK(labels("[{type: Dropout, p: 0.1}" + last + ", [Dropout" + last + ", [Tanh" + last) ==
        Labels{"Dropout(p=0.1)-Linear(2)", "Dropout(p=0.5)-Linear(2)", "Tanh-Linear(2)"});
  CHECK(labels("[{type: Linear, out_features: 2, weight_init: ones}], [{type: Linear, out_features: 2, "
               "weight_init: "
               "{type: constant, val: 1}}], [{type: Linear, out_features: 2, weight_init: {type: constant, "
               "val: 2}}]") == Labels{"Linear(2, weight_init=ones)",
                                      "Linear(2, weight_init={type: constant, val: 1})",
                                      "Linear(2, weight_init={type: constant, val: 2})"});
}

TEST_CASE("a value more trains its cells alone; comments, order and descriptions train nothing") {
  const auto grid = [](const std::string& rates) {
    return base + "sweep: {seeds: 2, grid: {optimizer.lr: [" + rates + "], training.epochs: [1, 2]}}\n";
  };
  const auto two = ids_of(grid("0.1, 0.2")), three = ids_of(grid("0.1, 0.15, 0.2"));
  CHECK(two.size() == 8);
  CHECK(three.size() == 12);
  for (const std::string& id : two) CHECK(std::count(three.begin(), three.end(), id) == 1);

  const auto sorted = [](std::vector<std::string> ids) {
    std::sort(ids.begin(), ids.end());
    return ids;
  };
  CHECK(sorted(ids_of(
            "description: new words\ntraining: {epochs: 1}  # a comment\noptimizer: SGD\nproblem: quadratic\n"
            "sweep: {grid: {training.epochs: [2, 1], optimizer: {lr: [0.2, 0.1]}}, seeds: [1, 0]}\n")) ==
        sorted(two));
}

TEST_CASE("what an array job is given is what sbatch takes") {
  const auto is_good = [](const std::string& slurm) {
    Diagnostics diagnostics;
    return plan_of(base + "launch: {slurm: {" + slurm + "}}\n", diagnostics).has_value();
  };
  for (const char* time :
       {"'90'", "'1:30'", "'1:30:00'", "2-12", "'2-12:30'", "'2-12:30:05'", "UNLIMITED", "'123456789'"}) {
    CHECK_MESSAGE(is_good(fmt::format("time: {}", time)), time);
  }
  for (const char* time : {"''", "1h", "'1234567890'", "'1:300'", "'1:2:3:4'", "'2-'", "'-2'", "2-123",
                           "1234567-1", "':'", "'1:'", "'2-1:2:3:4'", "unlimited"}) {
    CHECK_MESSAGE(!is_good(fmt::format("time: {}", time)), time);
  }
  for (const char* mem : {"4G", "500M", "'1'"}) CHECK_MESSAGE(is_good(fmt::format("mem: {}", mem)), mem);
  for (const char* mem : {"''", "4 GB", "4GB", "K", "'1234567890123456'"}) {
    CHECK_MESSAGE(!is_good(fmt::format("mem: {}", mem)), mem);
  }
}

}  // namespace runner
