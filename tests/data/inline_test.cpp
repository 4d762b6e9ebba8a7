#include "support.h"

using namespace runner;

namespace {
using Numbers = std::vector<double>;
using Names = std::vector<std::string>;
}  // namespace

TEST_CASE("inline rows are numbers, lists or deeper lists") {
  struct Case {
    std::string features;
    Shape shape;
    Index rows;
  };
  const std::vector<Case> cases = {
      {"[1, 2, 3, 4]", {1}, 4},
      {"[[1, 2], [3, 4]]", {2}, 2},
      {"[[[1, 2], [3, 4]]]", {2, 2}, 1},
  };
  for (const Case& one : cases) {
    CAPTURE(one.features);
    std::string target = "0";
    for (Index i = 1; i < one.rows; ++i) target += ", 0";
    const Prepared prepared =
        prepare("{type: inline, features: " + one.features + ", target: [" + target + "]}");
    CHECK(prepared.messages == "");
    REQUIRE(prepared.parts);
    CHECK(prepared.parts->train.sample_shape == one.shape);
    CHECK(prepared.parts->train.rows == one.rows);
    CHECK(prepared.parts->train.features == Numbers{1, 2, 3, 4});
    CHECK(prepared.parts->train.columns.size() == static_cast<std::size_t>(size_of(one.shape)));
  }
}

TEST_CASE("inline targets are numbers, rows of numbers or class names") {
  const std::string features = "{type: inline, features: [1, 2, 3], target: ";
  const auto train = [&](const std::string& target, TargetKind wanted) {
    const Prepared prepared = prepare(features + target + "}", wanted);
    CHECK(prepared.messages == "");
    REQUIRE(prepared.parts);
    return prepared.parts->train;
  };
  CHECK(train("[1.5, -2, 3]", TargetKind::values).targets == Numbers{1.5, -2, 3});
  CHECK(train("[[0], [1], [0]]", TargetKind::binary).targets == Numbers{0, 1, 0});
  CHECK(train("[[0], [1], [0]]", TargetKind::signs).targets == Numbers{-1, 1, -1});
  const Dataset probabilities = train("[[0, 1], [0.5, 0.5], [1, 0]]", TargetKind::classes);
  CHECK(probabilities.target_columns == 2);
  CHECK(probabilities.targets == Numbers{0, 1, 0.5, 0.5, 1, 0});
  const Dataset names = train("[cat, ant, cat]", TargetKind::classes);
  CHECK(names.class_names == Names{"ant", "cat"});
  CHECK(names.classes == std::vector<std::int32_t>{1, 0, 1});
  const Dataset indices = train("[1, 2, 1]", TargetKind::classes);  // as a tensor of class indices
  CHECK(indices.classes == std::vector<std::int32_t>{1, 2, 1});
  CHECK(indices.target_info().class_count == 3);
}

TEST_CASE("a mistake in inline data is told at its place") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"features: [[1, 2], [3]], target: [1, 2]",
       "[[] data.features.1: a list of 1, where the first list of this depth has 2 values\n"},
      {"features: [[1, 2], 3], target: [1, 2]", "[3] data.features.1: expected a list of numbers, not '3'\n"},
      {"features: [1, [2]], target: [1, 2]", "[[] data.features.1: expected a number, not a list\n"},
      {"features: [1, x], target: [1, 2]", "[x] data.features.1: expected a number, not 'x'\n"},
      {"features: [1, .nan], target: [1, 2]",
       "[.nan] data.features.1: .nan is out of range; expected a finite number\n"},
      {"features: [1, inf], target: [1, 2]",
       "[inf] data.features.1: inf is out of range; expected a finite number\n"},
      {"features: [], target: []", "[[] data.features: the list is empty; expected at least one number\n"},
      {"features: 3, target: [1]", "[3] data.features: expected a list of numbers, not '3'\n"},
      {"features: [1, 2], target: [1, 2, 3]", "[[] data.target: 3 targets for 2 rows of features\n"},
      {"features: [1, 2], target: [1, x]", "[x] data.target.1: expected a number, not 'x'\n"},
      {"features: [1, 2], target: [[[1]], [[2]]]",
       "[[] data.target: expected a number or a list of numbers for each row, not deeper lists\n"},
      {"features: [1, 2]",
       "[{] data: inline needs the parameter 'target': A number, a list of numbers, or a class "
       "name for each row; whole numbers are class indices. input: each row is its own target, after "
       "`preprocess`.\n"},
  };
  for (const auto& [options, messages] : cases) {
    CAPTURE(options);
    const Prepared prepared = prepare("{type: inline, " + options + "}");
    CHECK(prepared.messages == messages);
    CHECK(!prepared.parts);
  }
}
