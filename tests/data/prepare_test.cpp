#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "support.h"

using namespace runner;

namespace {

using Numbers = std::vector<double>;

std::vector<Index> class_counts(const Dataset& data) {
  std::vector<Index> counts(data.class_names.size());
  for (const std::int32_t index : data.classes) ++counts[static_cast<std::size_t>(index)];
  return counts;
}

double mean(const Numbers& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

const std::string blobs = "{type: make_blobs, n_samples: 100, centers: 4";

}  // namespace

TEST_CASE("the shipped tables load with their rows, columns and classes") {
  struct Table {
    std::string name;
    TargetKind wanted;
    Index rows, features;
    std::vector<Index> classes;
  };
  const std::vector<Table> tables = {
      {"iris", TargetKind::classes, 150, 4, {50, 50, 50}},
      {"wine", TargetKind::classes, 178, 13, {59, 71, 48}},
      {"breast_cancer", TargetKind::classes, 569, 30, {357, 212}},
      {"digits", TargetKind::classes, 1797, 64, {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}},
      {"diabetes", TargetKind::values, 442, 10, {}},
  };
  for (const Table& table : tables) {
    CAPTURE(table.name);
    const Prepared prepared = prepare("{type: csv, path: " + table.name + ".csv}", table.wanted,
                                      source_folder() + "/experiments/data");
    CHECK(prepared.messages == "");
    REQUIRE(prepared.parts);
    CHECK(prepared.parts->train.rows == table.rows);
    CHECK(prepared.parts->train.sample_shape == Shape{table.features});
    CHECK(class_counts(prepared.parts->train) == table.classes);
  }
}

TEST_CASE("a table of two classes is 0 and 1 for a binary loss") {
  const Prepared prepared = prepare("{type: csv, path: breast_cancer.csv}", TargetKind::binary,
                                    source_folder() + "/experiments/data");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.class_names == std::vector<std::string>{"benign", "malignant"});
  CHECK(std::accumulate(prepared.parts->train.targets.begin(), prepared.parts->train.targets.end(), 0.0) ==
        212);
}

TEST_CASE("without a split every row is for training, in its order") {
  const Prepared prepared = prepare("{type: inline, features: [1, 2, 3], target: [4, 5, 6]}");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.features == Numbers{1, 2, 3});
  CHECK(prepared.parts->validation.rows == 0);
  CHECK(prepared.parts->test.rows == 0);
}

TEST_CASE("the parts share out all rows, targets beside their features") {
  std::string list = "0";
  for (int i = 1; i < 50; ++i) list += ", " + std::to_string(i);
  const Prepared prepared = prepare("{type: inline, features: [" + list + "], target: [" + list +
                                    "], split: {validation: 0.11, test: 7, random_state: 3}}");
  REQUIRE(prepared.parts);
  std::multiset<double> seen;
  for (const Dataset* part : {&prepared.parts->train, &prepared.parts->validation, &prepared.parts->test}) {
    CHECK(part->features == part->targets);
    seen.insert(part->features.begin(), part->features.end());
  }
  CHECK(prepared.parts->validation.rows == 6);
  CHECK(prepared.parts->test.rows == 7);
  CHECK(seen.size() == 50);
  CHECK(std::set<double>(seen.begin(), seen.end()).size() == 50);
}

TEST_CASE("classes keep their shares in every part, unless told otherwise") {
  const Prepared prepared = prepare(blobs + ", split: {validation: 0.2, test: 0.2}}", TargetKind::classes);
  REQUIRE(prepared.parts);
  CHECK(class_counts(prepared.parts->train) == std::vector<Index>{15, 15, 15, 15});
  CHECK(class_counts(prepared.parts->validation) == std::vector<Index>{5, 5, 5, 5});
  CHECK(class_counts(prepared.parts->test) == std::vector<Index>{5, 5, 5, 5});
  const Prepared plain =
      prepare(blobs + ", split: {validation: 0.2, test: 0.2, stratify: false}}", TargetKind::classes);
  REQUIRE(plain.parts);
  CHECK(class_counts(plain.parts->train) != std::vector<Index>{15, 15, 15, 15});
}

TEST_CASE("a split that can't be is refused with a reason") {
  struct Case {
    std::string yaml;
    TargetKind wanted;
    std::string messages;
  };
  const std::string four = "{type: inline, features: [1, 2, 3, 4], target: ";
  const std::vector<Case> cases = {
      {four + "[1, 2, 3, 4], split: {validation: 2, test: 0.5}}", TargetKind::values,
       "[{] data.split: no row is left for training: the data has 4, validation takes 2 and test 2\n"},
      {four + "[1, 2, 3, 4], split: {validation: 1e300}}", TargetKind::values,
       "[{] data.split: no row is left for training: the data has 4, validation takes 4 and test 0\n"},
      {four + "[1, 2, 3, 4], split: {validation: 1.5}}", TargetKind::values,
       "[1.5] data.split.validation: from 1 on this is a number of rows, and has to be whole\n"},
      {four + "[1, 2, 3, 4], split: {test: -1}}", TargetKind::values,
       "[-1] data.split.test: -1 is out of range; expected a number at least 0\n"},
      {four + "[a, a, b, b], split: {test: 1}}", TargetKind::classes,
       "[1] data.split.test: 1 of 4 rows held back can't leave a row of each of the 2 classes on both sides; "
       "'stratify: "
       "false' "
       "splits without regard to classes\n"},
      {four + "[a, a, a, b], split: {validation: 2}}", TargetKind::classes,
       "[2] data.split.validation: class 'b' has a single row left, which can't be on both sides of a "
       "split; "
       "'stratify: false' splits without regard to classes\n"},
      {four + "[1, 2, 3, 4], split: {test: 1, stratify: true}}", TargetKind::values,
       "[true] data.split.stratify: the target is no class, so there is nothing to stratify by\n"},
      {four + "[a, a, b, b], split: {test: 2, shuffle: false, stratify: true}}", TargetKind::classes,
       "[true] data.split.stratify: a stratified split has to shuffle\n"},
      {four + "[a, a, b, b], split: {test: 2, method: random_split, stratify: true}}", TargetKind::classes,
       "[random_split] data.split.method: random_split always shuffles, and never regards classes\n"},
      {four + "[a, a, b, b], split: {method: kfold, validation: 0.2}}", TargetKind::classes,
       "[0.2] data.split.validation: each of the n_splits folds is the validation part in its turn; "
       "leave this out\n"},
      {four + "[a, a, b, b], split: {method: kfold, stratify: true}}", TargetKind::classes,
       "[true] data.split.stratify: this method has no regard to classes; stratified_kfold and "
       "stratified_shuffle_split have\n"},
      {four + "[a, a, b, b], split: {method: kfold, n_splits: 1}}", TargetKind::classes,
       "[1] data.split.n_splits: at least one part is for training and one for validation: n_splits is 2 or "
       "more\n"},
      {four + "[a, a, b, b], split: {method: kfold, fold: 5}}", TargetKind::classes,
       "[5] data.split.fold: folds are counted from 0 to n_splits - 1, of the repeated kinds to n_splits * "
       "n_repeats - 1; write fold: 0\n"},
      {four + "[a, a, b, b], split: {method: repeated_kfold, shuffle: false}}", TargetKind::classes,
       "[false] data.split.shuffle: the repeated kinds and shuffle_split always shuffle\n"},
      {four + "[a, a, b, b], split: {method: shuffle_split}}", TargetKind::classes,
       "[shuffle_split] data.split.method: shuffle_split draws a validation part n_splits times; say how "
       "large it is: 'validation: 0.1'\n"},
      {four + "[a, a, b, b], split: {method: group_kfold}}", TargetKind::classes,
       "[group_kfold] data.split.method: group_kfold needs the column whose groups it keeps together; write "
       "group: NAME\n"},
      {four + "[a, a, b, b], split: {method: kfold, group: g}}", TargetKind::classes,
       "[g] data.split.group: this method does not keep groups together; train_test_split, shuffle_split and "
       "group_kfold do\n"},
      {four + "[a, a, b, b], split: {method: group_kfold, test: 1, group: g, shuffle: false}}",
       TargetKind::classes,
       "[1] data.split.test: with 'shuffle: false' the last rows are the test part, whatever their groups; "
       "leave it out\n"},
      {four + "[1, 2, 3, 4], split: {method: stratified_kfold}}", TargetKind::values,
       "[stratified_kfold] data.split.method: the target is no class, so there is nothing to stratify by; "
       "'kfold' splits without regard to it\n"},
      {four + "[a, a, b, b], split: {method: kfold}}", TargetKind::classes,
       "[{] data.split.n_splits: there are 4 rows for 5 folds; write n_splits: 4\n"},
      {four + "[a, a, b, b], split: {test: 1, group: g}}", TargetKind::classes,
       "[g] data.split.group: this source has no columns that could be named; csv has\n"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.yaml);
    const Prepared prepared = prepare(one.yaml, one.wanted);
    CHECK(prepared.messages == one.messages);
    CHECK(!prepared.parts);
  }
}

TEST_CASE("preprocessors apply in order and see the training part alone") {
  const Prepared prepared = prepare(
      "{type: inline, features: [1, 3, 7], target: [0, 0, 0], split: {test: 1, shuffle: false}, "
      "preprocess: [StandardScaler, {type: MinMaxScaler, feature_range: [0, 10]}]}");
  REQUIRE(prepared.parts);
  CHECK(prepared.parts->train.features == Numbers{0, 10});
  CHECK(prepared.parts->test.features == Numbers{30});
}

TEST_CASE("outliers shift a share of the training targets and nothing else") {
  const std::string yaml = "{type: make_regression, n_samples: 50, n_features: 1, split: {validation: 10}";
  const Prepared clean = prepare(yaml + "}");
  const Prepared spoilt = prepare(yaml + ", preprocess: [{type: Outliers, fraction: 0.2, scale: 5}]}");
  REQUIRE(clean.parts);
  REQUIRE(spoilt.parts);
  const Numbers& before = clean.parts->train.targets;
  const Numbers& after = spoilt.parts->train.targets;
  double variance = 0;
  for (const double value : before) variance += (value - mean(before)) * (value - mean(before)) / 40;
  int shifted = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (after[i] == before[i]) continue;
    ++shifted;
    CHECK(after[i] - before[i] == doctest::Approx(5 * std::sqrt(variance)).epsilon(1e-12));
  }
  CHECK(shifted == 8);
  CHECK(spoilt.parts->train.features == clean.parts->train.features);
  CHECK(spoilt.parts->validation.targets == clean.parts->validation.targets);
}

TEST_CASE("outliers of a class are refused") {
  CHECK(prepare("{type: make_moons, preprocess: [Outliers]}", TargetKind::classes).messages ==
        "[Outliers] data.preprocess.0: the target is a class, which has no outliers; this needs a loss for "
        "numbers\n");
}

TEST_CASE("numbers that grow beyond all bounds are refused where they are made") {
  CHECK(prepare("{type: make_moons, noise: 1e308}").messages ==
        "[{] data: the numbers become too large: some are no longer finite\n");
  CHECK(prepare("{type: inline, features: [1e308, -1e308], target: [0, 1], preprocess: [MinMaxScaler]}")
            .messages ==
        "[MinMaxScaler] data.preprocess.0: the values of feature 'x0' are too far apart to be scaled\n");
}

TEST_CASE("a generator's classes fit the loss or are refused") {
  const Prepared moons = prepare("{type: make_moons, n_samples: 10}", TargetKind::classes);
  REQUIRE(moons.parts);
  CHECK(moons.parts->train.class_names == std::vector<std::string>{"0", "1"});
  CHECK(class_counts(moons.parts->train) == std::vector<Index>{5, 5});
  CHECK(prepare(blobs + "}", TargetKind::binary).messages ==
        "[{] data: the target has numbers from 0 to 3, but the loss wants two classes or numbers from 0 "
        "to 1\n");
  CHECK(prepare("{type: make_regression, n_samples: 1, shuffle: false}", TargetKind::classes)
            .messages.starts_with("[{] data: the target has numbers with decimals ("));
}

TEST_CASE("options of a generator that contradict each other are refused") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"make_blobs, centers: 0", "[0] data.centers: expected at least one centre\n"},
      {"make_blobs, centers: [[1, 2], [3]]",
       "[[] data.centers: the centres have different numbers of coordinates\n"},
      {"make_blobs, cluster_std: [1, 2]",
       "[[] data.cluster_std: expected one number, or one for each centre\n"},
      {"make_blobs, center_box: [1, -1]", "[[] data.center_box: the first value is above the second\n"},
      {"make_blobs, n_samples: 1e8, n_features: 100",
       "[1e8] data.n_samples: rows × features are more than a billion values\n"},
      {"make_blobs, centers: 1e12", "[{] data: rows × features are more than a billion values\n"},
      {"make_circles, factor: 1", "[1] data.factor: 1 is out of range; expected a number in [0, 1)\n"},
      {"make_regression, n_samples: 1e8",
       "[1e8] data.n_samples: rows, features and targets make more than a billion values\n"},
      {"make_moons, random_state: -1",
       "[-1] data.random_state: -1 is out of range; expected a number in [0, 4294967295]\n"},
  };
  for (const auto& [options, messages] : cases) {
    CAPTURE(options);
    CHECK(prepare("{type: " + options + "}").messages == messages);
  }
}
