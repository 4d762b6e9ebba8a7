// Numbers of scikit-learn itself, written by tests/reference/make_sklearn.py, and PyTorch's splits by
// make_random.py.

#include "support.h"
#include "support/kept_messages.h"
#include "support/reference.h"

using namespace runner;
using nlohmann::json;

namespace {

const json& numbers() {
  static const json all = reference("reference/sklearn.json");
  return all;
}

/// Within 1e-12 of the largest value: sums of another order differ in their last bits.
void check_near(const std::vector<double>& found, const json& expected) {
  REQUIRE(found.size() == expected.size());
  const auto values = expected.get<std::vector<double>>();
  double largest = 0, difference = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    largest = std::max(largest, std::abs(values[i]));
    difference = std::max(difference, std::abs(values[i] - found[i]));
  }
  CHECK(difference <= 1e-12 * largest);
}

Dataset labelled(const json& labels) {
  Dataset data;
  data.rows = static_cast<Index>(labels.size());
  data.classes = labels.get<std::vector<std::int32_t>>();
  data.class_names = {"a", "b", "c", "d"};
  return data;
}

Dataset table(const json& rows) {
  Dataset data;
  data.rows = static_cast<Index>(rows.size());
  data.sample_shape = {static_cast<Index>(rows[0].size())};
  data.columns = numbered_columns(rows[0].size());
  for (const json& row : rows) {
    for (const json& value : row) data.features.push_back(value.get<double>());
  }
  return data;
}

}  // namespace

TEST_CASE("generators make scikit-learn's samples") {
  for (const json& one : numbers()["generators"]) {
    const std::string yaml = one["data"].dump();
    CAPTURE(yaml);
    const Prepared prepared = prepare(yaml);
    CHECK(prepared.messages == "");
    REQUIRE(prepared.parts);
    const Dataset& train = prepared.parts->train;
    CHECK(train.sample_shape == Shape{one["width"].get<Index>()});
    CHECK(train.target_columns == one["columns"].get<Index>());
    check_near(train.features, one["features"]);
    check_near(train.targets, one["target"]);
  }
}

TEST_CASE("splits hold back the rows that scikit-learn's train_test_split does") {
  for (const json& one : numbers()["splits"]) {
    SplitConfig config;
    config.validation = one["validation"].get<double>();
    config.test = one["test"].get<double>();
    config.shuffle = one["shuffle"].get<bool>();
    if (!one["stratify"].get<bool>()) config.stratify = false;
    config.random_state = one["random_state"].get<std::int64_t>();
    KeptMessages sink;
    const auto rows = split_rows(config, labelled(one["labels"]), sink);
    CAPTURE(one.dump());
    REQUIRE(rows);
    CHECK(rows->train == one["rows"][0].get<std::vector<std::int64_t>>());
    CHECK(rows->validation == one["rows"][1].get<std::vector<std::int64_t>>());
    CHECK(rows->test == one["rows"][2].get<std::vector<std::int64_t>>());
  }
}

TEST_CASE("or those that PyTorch's random_split does") {
  const json all = reference("reference/random.json");
  for (const json& one : all["splits"]) {
    SplitConfig config;
    config.method = SplitMethod::random_split;
    config.validation = one["validation"].get<double>();
    config.test = one["test"].get<double>();
    config.random_state = one["random_state"].get<std::int64_t>();
    Dataset data;
    data.rows = one["rows"].get<Index>();
    KeptMessages sink;
    const auto rows = split_rows(config, data, sink);
    CAPTURE(one.dump());
    REQUIRE(rows);
    CHECK(rows->train == one["parts"][0].get<std::vector<std::int64_t>>());
    CHECK(rows->validation == one["parts"][1].get<std::vector<std::int64_t>>());
    CHECK(rows->test == one["parts"][2].get<std::vector<std::int64_t>>());
  }
}

TEST_CASE("scalers fit the training part as scikit-learn's do") {
  for (const json& one : numbers()["scalers"]) {
    const std::string yaml = one["preprocess"].dump();
    CAPTURE(yaml);
    Diagnostics diagnostics;
    const auto node = parse_yaml(std::make_shared<Source>(Source{"test.yaml", yaml, ""}), diagnostics);
    Component<PreprocessorConfig> component;
    BindContext context{diagnostics, data_registries()};
    REQUIRE(node);
    REQUIRE(data_registries().of<PreprocessorConfig>().bind(Cursor(*node), context, component));
    Dataset train = table(one["train"]), rest = table(one["rest"]);
    KeptMessages sink;
    const auto arrays = component->fit({train.columns, train.features}, sink);
    REQUIRE(arrays);
    const auto transform = component->transform(*arrays, train.columns);
    REQUIRE(transform);
    transform->apply(train.features, train.features);
    transform->apply(rest.features, rest.features);
    check_near(train.features, one["scaled_train"]);
    check_near(rest.features, one["scaled_rest"]);
  }
}
