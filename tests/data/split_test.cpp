// Folds and groups as scikit-learn has them: tests/reference/make_splits.py.

#include "data/split.h"

#include "base/choice.h"
#include "support.h"
#include "support/kept_messages.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

using Rows = std::vector<std::int64_t>;
using Outcome = std::pair<std::vector<std::string>, bool>;

const json& splits() {
  static const json all = reference("reference/splits.json");
  return all;
}

SplitConfig config_of(const json& one) {
  SplitConfig config;
  const json& options = one["options"];
  config.method = choice_named<SplitMethod>(one["method"].get<std::string>()).value();
  config.n_splits = options["n_splits"].get<std::int64_t>();
  config.n_repeats = options.value("n_repeats", config.n_repeats);
  config.shuffle = options.value("shuffle", true);
  config.random_state = options["random_state"].get<std::int64_t>();
  config.validation = options.value("validation", 0.0);
  config.test = options.value("test", 0.0);
  if (!one["groups"].is_null()) config.group = "g";
  return config;
}

Dataset data_of(const json& one) {
  Dataset data;
  data.rows = one["rows"].get<Index>();
  if (one.contains("labels") && !one["labels"].is_null()) {
    data.classes = one["labels"].get<std::vector<std::int32_t>>();
    data.class_names = {"a", "b", "c", "d"};
  }
  if (!one["groups"].is_null()) data.groups = one["groups"].get<Rows>();
  return data;
}

/// What is said of a split, and whether it is made.
Outcome outcome(const SplitConfig& config, const Dataset& data) {
  KeptMessages sink;
  const bool made = split_rows(config, data, sink).has_value();
  return {sink.messages, made};
}

}  // namespace

TEST_CASE("folds hold out the rows that scikit-learn's splitters do, and leave them in the same order") {
  for (const json& one : splits()["folds"]) {
    SplitConfig config = config_of(one);
    const Dataset data = data_of(one);
    CHECK(config.folds() == one["folds"].get<std::int64_t>());
    for (const json& part : one["parts"]) {
      config.fold = part[0].get<std::int64_t>();
      CAPTURE(one["method"].dump() + one["options"].dump() + part[0].dump());
      KeptMessages sink;
      const auto rows = split_rows(config, data, sink);
      REQUIRE(rows);
      CHECK(rows->train == part[1].get<Rows>());
      CHECK(rows->validation == part[2].get<Rows>());
      CHECK(rows->test == one["test"].get<Rows>());
    }
  }
}

TEST_CASE("groups stay together as in GroupShuffleSplit") {
  for (const json& one : splits()["grouped"]) {
    SplitConfig config;
    config.group = "g";
    config.validation = one["validation"].get<double>();
    config.test = one["test"].get<double>();
    config.random_state = one["random_state"].get<std::int64_t>();
    KeptMessages sink;
    const auto rows = split_rows(config, data_of(one), sink);
    CAPTURE(one.dump());
    REQUIRE(rows);
    CHECK(rows->train == one["parts"][0].get<Rows>());
    CHECK(rows->validation == one["parts"][1].get<Rows>());
    CHECK(rows->test == one["parts"][2].get<Rows>());
  }
}

TEST_CASE("in order of time the last rows are the test part, those before it the validation part") {
  SplitConfig config;
  config.method = SplitMethod::time;
  config.validation = 2;
  config.test = 3;
  Dataset data;
  data.rows = 8;
  data.classes = {0, 1, 0, 1, 0, 1, 0, 1};
  data.class_names = {"a", "b"};
  KeptMessages sink;
  const auto rows = split_rows(config, data, sink);
  REQUIRE(rows);
  CHECK(rows->train == Rows{0, 1, 2});
  CHECK(rows->validation == Rows{3, 4});
  CHECK(rows->test == Rows{5, 6, 7});
}

TEST_CASE("more folds than rows, groups or members of a class are refused; a rare class is warned of") {
  Dataset data;
  data.rows = 6;
  data.classes = {0, 0, 0, 1, 1, 1};
  data.class_names = {"a", "b"};
  data.groups = {0, 0, 1, 1, 2, 2};
  SplitConfig config;
  config.method = SplitMethod::kfold;
  config.n_splits = 7;
  CHECK(outcome(config, data) ==
        Outcome{{"split.n_splits: there are 6 rows for 7 folds; write n_splits: 6"}, false});
  config.method = SplitMethod::stratified_kfold;
  config.n_splits = 4;
  CHECK(outcome(config, data) ==
        Outcome{{"split.n_splits: no class has more than 3 rows, which is less than n_splits: 4; it can be 3 "
                 "at most, or 'method: kfold' splits without regard to classes"},
                false});
  config.method = SplitMethod::group_kfold;
  config.group = "g";
  CHECK(outcome(config, data) ==
        Outcome{{"split.n_splits: column 'g' has 3 groups for 4 folds; write n_splits: 3"}, false});
  config.method = SplitMethod::stratified_kfold;
  config.group.reset();
  data.classes = {0, 0, 0, 0, 0, 1};
  CHECK(outcome(config, data) ==
        Outcome{{"split.n_splits: class 'b' has 1 row, which is less than n_splits: 4; "
                 "some folds have none of it"},
                true});
}
