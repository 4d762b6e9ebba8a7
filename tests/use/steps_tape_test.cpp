#include "use/steps_tape.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "use/refused.h"

using namespace runner;

namespace {

/// A model as far as its data goes.
TrainedModel model_of(const std::string& preprocess, FittedData data) {
  Diagnostics diagnostics;
  const auto source = std::make_shared<Source>(
      Source{"test.yaml",
             "data: {type: inline, features: [[1]], target: [1], preprocess: " + preprocess +
                 "}\nnetwork: [Identity]\nloss: MSELoss\noptimizer: SGD\ntraining: {epochs: 0}\n",
             ""});
  const auto root = parse_yaml(source, diagnostics);
  REQUIRE(root);
  auto config = bind_experiment(*root, catalog(), diagnostics);
  REQUIRE_MESSAGE(config, diagnostics.text());
  TrainedModel model;
  model.config = std::move(*config);
  model.data = std::move(data);
  return model;
}

std::vector<std::string> operations(const TrainedModel& model) {
  Tape tape;
  add_steps(tape, tape.input("x", Tape::Type::float64, static_cast<Index>(model.data.columns.size())), model);
  std::vector<std::string> names;
  for (const Tape::Step& step : tape.steps()) names.push_back(step.op);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a step for some columns puts what it makes in their place") {
  FittedData data;
  data.columns = {{"a"}, {"b"}, {"c", {"x", "y"}}};
  data.steps = {{"OneHotEncoder", {}}, {"StandardScaler", {{"mean", {1}}, {"scale", {2}}}}};
  const TrainedModel model = model_of("[{type: StandardScaler, columns: [b]}]", data);
  // Columns of categories are compared with each of them; b is taken out, changed and put back.
  CHECK(operations(model) == Names{"Gather", "Gather", "Gather", "Equal", "Cast", "Concat", "Gather", "Sub",
                                   "Div", "Concat", "Gather"});
}

TEST_CASE("options of a step decide what is written") {
  FittedData data;
  data.columns = {{"a"}};
  data.steps = {{"StandardScaler", {{"mean", {1}}, {"scale", {2}}}}};
  CHECK(operations(model_of("[{type: StandardScaler, with_mean: false}]", data)) == Names{"Div"});
  data.steps = {{"MinMaxScaler", {{"scale", {1}}, {"min", {2}}}}};
  CHECK(operations(model_of("[{type: MinMaxScaler, clip: true}]", data)) ==
        Names{"Mul", "Add", "Max", "Min"});
}

TEST_CASE("a step that was fitted and is not in the configuration is refused") {
  FittedData data;
  data.columns = {{"a"}};
  data.steps = {{"MaxAbsScaler", {}}};
  CHECK_THROWS_AS(operations(model_of("[StandardScaler]", data)), Refused);
}
