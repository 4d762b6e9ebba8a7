// What repeats a configuration beside the seed: folds and keys of sweep.repeats.
#include "plans.h"

#include <fmt/format.h>

namespace runner {

namespace {

const std::string table =
    "data: {type: csv, path: experiments/data/iris.csv, target: species, split: {method: kfold, n_splits: "
    "3}}\n"
    "network: [{type: Linear, out_features: 3}]\nloss: CrossEntropyLoss\noptimizer: SGD\n"
    "training: {epochs: 1}\n";

std::string halves(const std::string& split) {
  std::string text = table;
  const std::string written = "{method: kfold, n_splits: 3}";
  return text.replace(text.find(written), written.size(), split);
}

/// "0: seed 0 fold 1": the configuration and which repetition of it a run is.
std::vector<std::string> repetitions(const Plan& plan) {
  std::vector<std::string> names;
  for (const PlannedRun& run : plan.runs)
    names.push_back(fmt::format("{}: {}", run.configuration, repetition_text(plan, run)));
  return names;
}

std::string plain_messages(const std::string& yaml) {
  Diagnostics diagnostics;
  CHECK(!plan_of(yaml, diagnostics));
  std::string heads;
  for (const Diagnostic& one : diagnostics.sorted()) heads += one.message + "\n";
  return heads;
}

}  // namespace

TEST_CASE("folds are repetitions, crossed with the seeds") {
  const Plan plan = good_plan(table + "sweep: {seeds: 2, grid: {optimizer.lr: [1, 2]}}\n");
  CHECK(repetitions(plan) == Labels{"0: seed 0 fold 0", "0: seed 0 fold 1", "0: seed 0 fold 2",  //
                                    "0: seed 1 fold 0", "0: seed 1 fold 1", "0: seed 1 fold 2",  //
                                    "1: seed 0 fold 0", "1: seed 0 fold 1", "1: seed 0 fold 2",  //
                                    "1: seed 1 fold 0", "1: seed 1 fold 1", "1: seed 1 fold 2"});
  CHECK(plan.labels == Labels{"lr=1", "lr=2"});
  CHECK(plan.swept_columns == Labels{"optimizer.lr"});
  CHECK(plan.has_folds());
  CHECK(plan.setups.size() == 6);
}

TEST_CASE("a fold alone is the run that it is among all") {
  const auto all = ids_of(table);
  REQUIRE(all.size() == 3);
  for (int fold = 0; fold < 3; ++fold) {
    const auto one = ids_of(halves(fmt::format("{{method: kfold, n_splits: 3, fold: {}}}", fold)));
    CHECK(one == std::vector{all[static_cast<std::size_t>(fold)]});
  }
  const Plan some = good_plan(table + "sweep: {seeds: 2, repeats: {data.split.fold: [0, 2]}}\n");
  CHECK(repetitions(some) ==
        Labels{"0: seed 0 fold 0", "0: seed 0 fold 2", "0: seed 1 fold 0", "0: seed 1 fold 2"});
  CHECK(some.repeated_columns.empty());
  CHECK(some.runs[1].id == all[2]);
}

TEST_CASE("repeated kinds count their folds through") {
  const Plan plan = good_plan(halves("{method: repeated_kfold, n_splits: 2, n_repeats: 2}"));
  CHECK(repetitions(plan) ==
        Labels{"0: seed 0 fold 0", "0: seed 0 fold 1", "0: seed 0 fold 2", "0: seed 0 fold 3"});
}

TEST_CASE("any key repeats a configuration; its runs are those of the same values written down") {
  const std::string split = "{validation: 0.2}";
  const Plan plan = good_plan(
      halves(split) + "sweep: {grid: {optimizer.lr: [1, 2]}, repeats: {data.split.random_state: [4, 5]}}\n");
  CHECK(repetitions(plan) == Labels{"0: seed 0 random_state=4", "0: seed 0 random_state=5",
                                    "1: seed 0 random_state=4", "1: seed 0 random_state=5"});
  CHECK(plan.repeated_columns == Labels{"data.split.random_state"});
  CHECK(plan.runs[1].repeats == Labels{"5"});
  CHECK(plan.labels == Labels{"lr=1", "lr=2"});
  CHECK(plan.divides_rows);
  const auto written =
      ids_of(halves("{validation: 0.2, random_state: 5}") + "sweep: {grid: {optimizer.lr: [1, 2]}}\n");
  CHECK(std::vector{plan.runs[1].id, plan.runs[3].id} == written);
}

TEST_CASE("lists of one length, seeds too, are side by side; others are combined") {
  const std::string split = halves("{validation: 0.2}");
  struct Case {
    std::string sweep;
    Labels repetitions;
  };
  const Case cases[] = {
      {"{seeds: 2, repeats: {data.split.random_state: [7, 8]}}",
       {"0: seed 0 random_state=7", "0: seed 1 random_state=8"}},
      {"{seeds: [5, 3], repeats: {data: {split: {random_state: [7, 8]}}}}",
       {"0: seed 5 random_state=7", "0: seed 3 random_state=8"}},
      {"{seeds: 3, repeats: {data.split.random_state: [7, 8]}}",
       {"0: seed 0 random_state=7", "0: seed 0 random_state=8", "0: seed 1 random_state=7",
        "0: seed 1 random_state=8", "0: seed 2 random_state=7", "0: seed 2 random_state=8"}},
      {"{repeats: {data.split.random_state: [7, 8], training.batch_size: [4, 5]}}",
       {"0: seed 0 random_state=7 batch_size=4", "0: seed 0 random_state=8 batch_size=5"}},
      {"{repeats: {data.split.random_state: [7, 8], training.batch_size: {linspace: [4, 6, 3]}}}",
       {"0: seed 0 random_state=7 batch_size=4", "0: seed 0 random_state=7 batch_size=5",
        "0: seed 0 random_state=7 batch_size=6", "0: seed 0 random_state=8 batch_size=4",
        "0: seed 0 random_state=8 batch_size=5", "0: seed 0 random_state=8 batch_size=6"}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.sweep);
    CHECK(repetitions(good_plan(split + "sweep: " + one.sweep + "\n")) == one.repetitions);
  }
  const Plan folds =
      good_plan(table + "seed: 2\nsweep: {seeds: 3, repeats: {training.batch_size: [4, 5, 6]}}\n");
  CHECK(folds.runs.size() == 9);
  CHECK(repetitions(folds)[3] == "0: seed 3 fold 0 batch_size=5");
}

TEST_CASE("a search has as many configurations as there are without repetitions") {
  std::string text = table;
  text.replace(text.find("epochs: 1"), 9, "epochs: 4");
  const Plan plan = good_plan(text +
                              "search: {type: successive_halving, factor: 2}\n"
                              "sweep: {grid: {optimizer.lr: [1, 2, 3, 4]}}\n");
  CHECK(plan.rungs.front().configurations == 4);
  CHECK(plan.runs.size() == 12);
}

TEST_CASE("what is wrong with a repetition") {
  const std::pair<std::string, std::string> cases[] = {
      {table + "sweep: {grid: {data.split.fold: [0, 1]}}\n",
       "sweep.grid.data.split.fold: folds are repetitions: leave this key out, and there are all of them; "
       "some "
       "alone "
       "with sweep.repeats\n"},
      {table + "sweep: {repeats: {data.split.fold: [0, 3]}}\n",
       "data.split.fold: folds are counted from 0 to n_splits - 1, of the repeated kinds to n_splits * "
       "n_repeats - 1; write fold: 0\n"},
      {table + "sweep: {grid: {optimizer.lr: [1, 2]}, repeats: {optimizer.lr: [1, 2]}}\n",
       "sweep.repeats.optimizer.lr: this key is swept already, as sweep.grid.optimizer.lr; leave one of them "
       "out\n"},
      {table + "sweep: {repeats: {seed: [1, 2]}}\n",
       "sweep.repeats.seed: seeds are swept with sweep.seeds; write sweep: {seeds: [1, 2]}\n"},
      {halves("{validation: 0.2, n_splits: 5}"),
       "data.split.n_splits: train_test_split has no folds; write method: kfold\n"},
      {halves("{method: kfold, n_repeats: 3}"),
       "data.split.n_repeats: kfold has no repeats; write method: repeated_kfold\n"},
      {halves("{method: repeated_kfold, n_splits: 200000, n_repeats: 200000}"),
       "data.split: 40000000000 folds make more than 200000 runs\n"},
  };
  for (const auto& [yaml, messages] : cases) {
    CAPTURE(yaml);
    CHECK(plain_messages(yaml) == messages);
  }
}

}  // namespace runner
