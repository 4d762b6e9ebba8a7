// What is wrong, or without effect, in a sweep, in exact words.
#include "plans.h"

namespace runner {

namespace {

/// The messages of a sweep over `base` without their source lines, with overrides.
std::string heads_of(const std::string& yaml, const std::vector<std::string>& words = {}) {
  Diagnostics diagnostics;
  auto root = parse_yaml(std::make_shared<Source>(Source{"t", yaml, ""}), diagnostics);
  REQUIRE(root);
  apply_overrides(*root, words, diagnostics);
  make_plan(*root, "test", catalog(), diagnostics);
  std::string heads;
  for (const Diagnostic& one : diagnostics.sorted()) {
    const std::string text = to_text(one);
    heads += text.substr(0, text.find('\n')) + "\n";
  }
  return heads;
}

std::string heads_of_sweep(const std::string& sweep) {
  return heads_of(base + "sweep: " + sweep + "\n");
}

}  // namespace

TEST_CASE("what is wrong in a sweep") {
  const std::pair<std::string, std::string> cases[] = {
      {"{grid: {optimizer.lr: {logspac: [1, 2, 3]}}}",
       "t:4:31: error: sweep.grid.optimizer.lr.logspac: a space has no key 'logspac'; did you mean "
       "'logspace'?\n"},
      {"{grid: {optimizer.lr: {logspace: [1, 2, 3], arange: [1, 2, 3]}}}",
       "t:4:30: error: sweep.grid.optimizer.lr: give exactly one of logspace, linspace and arange\n"},
      {"{grid: {optimizer.lr: {logspace: [0, 2, 3]}}}",
       "t:4:41: error: sweep.grid.optimizer.lr.logspace: expected [first, last, count] with ends above 0 and "
       "1 to "
       "200000 values\n"},
      {"{grid: {optimizer.lr: {linspace: [0, 2, 2.5]}}}",
       "t:4:41: error: sweep.grid.optimizer.lr.linspace: expected [first, last, count] with 1 to 200000 "
       "values\n"},
      {"{grid: {optimizer.lr: {arange: [0, 2, 0]}}}",
       "t:4:39: error: sweep.grid.optimizer.lr.arange: expected [first, stop, step] with a step that leads "
       "from "
       "first to stop\n"},
      {"{grid: {optimizer.lr: {arange: [0, 1e12, 1]}}}",
       "t:4:30: error: sweep.grid.optimizer.lr: more than 200000 values\n"},
      {"{zip: {optimizer.lr: [1, 2], training.epochs: [1, 2, 3]}}",
       "t:4:37: error: sweep.zip.training.epochs: 3 values, but sweep.zip.optimizer.lr has 2; paired lists "
       "have one "
       "length\n"},
      {"{grid: {optimizer.lr: {linspace: [0, 2, 5.00000000000000000001]}}}",
       "t:4:41: error: sweep.grid.optimizer.lr.linspace: expected a whole number of values, not "
       "'5.00000000000000000001'\n"},
      {"{seeds: 10, cases: [{optimizer.lr: 1}]}\nseed: 9007199254740990",
       "t:4:16: error: sweep.seeds: counted from seed: 9007199254740990 they go beyond 9007199254740992, the "
       "largest seed\n"},
      {"{seeds: [9007199254740993]}",
       "t:4:17: error: sweep.seeds.0: 9007199254740993 is out of range; expected a number in [0, "
       "9007199254740992]; write 0\n"},
      {"{random: {n: 3, values: {optimizer.lr: {uniform: [-1e308, 1e308]}}}}",
       "t:4:57: error: sweep.random.values.optimizer.lr.uniform: the range is wider than numbers go; "
       "expected "
       "high - low below 1.8e308\n"},
      {"{cases: []}", "t:4:16: error: sweep.cases: the list is empty; expected at least one case\n"},
      {"{cases: [3]}", "t:4:17: error: sweep.cases.0: expected a map, not '3'\n"},
      {"{cases: [{}, {seed: 3}]}",
       "t:4:22: error: sweep.cases.1.seed: seeds are swept with sweep.seeds; write sweep: {seeds: 3}\n"},
      {"{cases: [{optimizer.lr.x: 3}, {optimizer: {lr: 1}}]}",
       "t:4:18: error: optimizer.lr: expected a number, not a map; write lr: 0.001\n"},
      {"{random: {n: 3}}",
       "t:4:17: error: sweep.random: random needs the key 'values': dotted keys with what each is drawn "
       "from, key by key; write values: {optimizer.lr: {loguniform: [1e-4, 1]}}\n"},
      {"{random: {n: 3, values: {optimizer.lr: [1]}}}",
       "t:4:47: error: sweep.random.values.optimizer.lr: expected a map, not a list\n"},
      {"{random: {n: 3, values: {optimizer.lr: {uniforn: [1, 2]}}}}",
       "t:4:48: error: sweep.random.values.optimizer.lr.uniforn: a distribution has no key 'uniforn'; did "
       "you mean "
       "'uniform'?\n"},
      {"{random: {n: 3, values: {optimizer.lr: {loguniform: [0, 2]}}}}",
       "t:4:60: error: sweep.random.values.optimizer.lr.loguniform: expected [low, high] with 0 < low < "
       "high\n"},
      {"{random: {n: 3, values: {optimizer.lr: {loguniform: [-1, 1]}, training.epochs: {int: [3, 2]}}}}",
       "t:4:60: error: sweep.random.values.optimizer.lr.loguniform: expected [low, high] with 0 < low < "
       "high\n"
       "t:4:93: error: sweep.random.values.training.epochs.int: expected [low, high] with low at most "
       "high\n"},
      {"{grid: {optimizer.lr: {linspace: [1, 2, 1000]}, training.epochs: {arange: [1, 1002, 1]}}}",
       "t:4:56: error: sweep.grid.training.epochs: more than 200000 runs\n"},
      {"{grid: {optimizer.lr: [1, 2]}, exclude: [{optimzer: SGD}]}",
       "t:4:50: error: sweep.exclude.0.optimzer: an experiment has no key 'optimzer'; did you mean "
       "'optimizer'?\n"},
      {"{seeds: 3, exclude: [{seed: 1}]}",
       "t:4:30: error: sweep.exclude.0.seed: a condition is about configurations, not about their seeds\n"},
      {"{grid: {optimizer.lr: [1, 2]}, exclude: [{}]}",
       "t:4:49: error: sweep.exclude.0: expected a map of keys to values\n"},
      {"{grid: {optimizer.lr: [1, 2]}, when: {optimizer.l: {optimizer: SGD}}}",
       "t:4:46: error: sweep.when.optimizer.l: this key is not swept; did you mean 'optimizer.lr'?\n"},
      {"{grid: {optimizer.lr: [1, 2]}, when: {optimizer.lr: SGD}}",
       "t:4:60: error: sweep.when.optimizer.lr: expected a map, not 'SGD'\n"},
      {"{grid: {optimizer.lr: [1, 2], training.epochs: [1, 2]}, when: {optimizer.lr: {training.epochs: 1}, "
       "training.epochs: {optimizer.lr: 1}}}",
       "t:4:71: error: sweep.when.optimizer.lr: this condition waits for itself\n"},
  };
  for (const auto& [sweep, heads] : cases) {
    CAPTURE(sweep);
    CHECK(heads_of_sweep(sweep) == heads);
  }
}

TEST_CASE("what has no effect in a sweep") {
  const std::pair<std::string, std::string> cases[] = {
      {"{grid: {optimizer: [SGD, Adam], optimizer.momentum: [0, 1]}, when: {optimizer.momentum: {optimizer: "
       "RMSprop}}}",
       "t:4:40: error: sweep.grid.optimizer.momentum: no run uses this key: its condition in sweep.when "
       "never holds\n"},
      {"{grid: {optimizer.lr: [1, 2]}, cases: [{optimizer.lr: 3}]}",
       "t:4:16: error: sweep.grid.optimizer.lr: no run uses this key: sweep.cases.0.optimizer.lr replaces it "
       "wherever "
       "it is set\n"},
      {"{cases: [{optimizer.lr: 2}, {optimizer: Adam, optimizer.eps: 1}], exclude: [{optimizer: Adam}]}",
       "t:4:37: error: sweep.cases.1.optimizer: no run uses this key: every run that has it is excluded\n"
       "t:4:54: error: sweep.cases.1.optimizer.eps: no run uses this key: every run that has it is "
       "excluded\n"},
      {"{grid: {optimizer.lr: [1, 2]}, exclude: [{optimizer.lr: [1, 2]}]}",
       "t:4:39: error: sweep.exclude: every configuration is excluded\n"},
      {"{grid: {optimizer.lr: [1, 2]}, exclude: [{optimizer.lr: 1}, {optimizer.lr: 5}]}",
       "t:4:68: warning: sweep.exclude.1: no configuration is like this\n"},
  };
  for (const auto& [sweep, heads] : cases) {
    CAPTURE(sweep);
    CHECK(heads_of_sweep(sweep) == heads);
  }
}

TEST_CASE("a value that the sweep replaces must be right all the same") {
  const std::string rest = "problem: quadratic\ntraining: {epochs: 1}\n";
  CHECK(heads_of(rest + "optimizer: {type: SGD, lr: -1}\nsweep: {grid: {optimizer.lr: [1, 2]}}\n") ==
        "t:3:28: error: optimizer.lr: -1 is out of range; expected a number at least 0; write lr: "
        "1\n");
  CHECK(heads_of(rest + "optimizer: {type: SGD, momentom: 1}\nsweep: {grid: {optimizer: [SGD, Adam]}}\n") ==
        "t:3:24: error: optimizer.momentom: SGD has no parameter 'momentom'; did you mean 'momentum'?\n");
  CHECK(heads_of(rest + "optimizer: SGDD\nsweep: {cases: [{optimizer: SGD}, {optimizer: Adam}]}\n") ==
        "t:3:12: error: optimizer: there is no optimizer 'SGDD'; did you mean 'SGD'?\n");
  // Right as soon as the sweep adds what it lacks, or of a type that the other swept keys do not fit.
  CHECK(heads_of(rest +
                 "optimizer: SGD\nscheduler: {type: StepLR}\nsweep: {grid: {scheduler: [{type: StepLR}], "
                 "scheduler.step_size: [1, 2]}}\n") == "");
  CHECK(heads_of(rest +
                 "optimizer: Adam\nsweep: {grid: {optimizer: [SGD], optimizer.momentum: [0, 0.9]}}\n") == "");
}

TEST_CASE("an override of what the sweep replaces says which override would do") {
  const std::string yaml = base +
                           "sweep: {grid: {optimizer.lr: [1, 2], training.epochs: [1, 2]}, when: "
                           "{training.epochs: {optimizer.lr: 1}}}\n";
  CHECK(heads_of(yaml, {"optimizer.lr=0.5"}) ==
        "command line: optimizer.lr=0.5: warning: optimizer.lr: every run gets this key from the sweep, so "
        "this changes "
        "nothing; what is swept is changed by sweep.grid.optimizer.lr=[...]\n");
  CHECK(heads_of(yaml, {"training.epochs=3"}) == "");  // of the runs with lr=2
  CHECK(heads_of(yaml, {"sweep.grid.optimizer.lr=[1, 5]"}) == "");
  CHECK(heads_of(base + "sweep: {grid: {optimizer: [SGD, Adam]}}\n", {"optimizer.lr=0.5"}) ==
        "command line: optimizer.lr=0.5: warning: optimizer: every run gets this key from the sweep, so this "
        "changes "
        "nothing; what is swept is changed by sweep.grid.optimizer=[...]\n");
  CHECK(heads_of(base + "sweep: {random: {n: 2, values: {optimizer.lr: {uniform: [0, 1]}}}}\n",
                 {"optimizer.lr=0.5"}) ==
        "command line: optimizer.lr=0.5: warning: optimizer.lr: every run gets this key from the sweep, so "
        "this changes "
        "nothing; what is swept is changed by sweep.random.values.optimizer.lr=[...]\n");
}

TEST_CASE("what the file says of a component that the sweep replaces is told, unless a run has it anyway") {
  const std::string rest =
      "problem: quadratic\ntraining: {epochs: 1}\noptimizer: {type: SGD, lr: 0.1, momentum: 0.9}\n";
  const std::string lr =
      "t:3:28: warning: optimizer.lr: every run gets optimizer from the sweep; 0.1 is used by none\n";
  const std::string momentum =
      "t:3:43: warning: optimizer.momentum: every run gets optimizer from the sweep; 0.9 is used by none\n";
  const std::pair<std::string, std::string> cases[] = {
      {"{grid: {optimizer: [SGD, Adam]}}", lr + momentum},
      {"{grid: {optimizer: [{type: SGD, lr: 1e-1}, Adam]}}", momentum},
      {"{grid: {optimizer: [SGD, Adam], optimizer.lr: [1, 2]}}", momentum},
      {"{grid: {optimizer.type: [SGD, RMSprop]}}", ""},
      {"{cases: [{}, {optimizer: Adam}]}", ""},
      {"{grid: {optimizer.lr: [1, 2]}}", ""},
  };
  for (const auto& [sweep, heads] : cases) {
    CAPTURE(sweep);
    CHECK(heads_of(rest + "sweep: " + sweep + "\n") == heads);
  }
  // What a component says without it is nothing new.
  CHECK(heads_of("problem: quadratic\ntraining: {epochs: 1}\noptimizer: {type: sgd, lr: 1e-3, dampening: 0}\n"
                 "sweep: {grid: {optimizer: [{type: SGD, lr: 0.1}, {type: Adam, lr: 0.2}]}}\n") == "");
}

}  // namespace runner
