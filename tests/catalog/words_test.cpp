#include <doctest/doctest.h>

#include <algorithm>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "plan/experiment.h"
#include "spec/advice.h"
#include "spec/component_here.h"
#include "spec/keys.h"

namespace runner {

namespace {

bool is_key(const std::string& name) {
  const auto& keys = all_keys(spec_of<ExperimentConfig>(), catalog());
  const auto has = [&](const auto& registry) {
    return std::ranges::any_of(registry->names(),
                               [&](const std::string& one) { return registry->spec(one).has_field(name); });
  };
  return std::ranges::any_of(keys, [&](const KeyPlace& key) { return key.name() == name; }) ||
         std::ranges::any_of(catalog().all(), has);
}

Node read(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto node = parse_yaml(std::make_shared<Source>(Source{"x.yaml", yaml, ""}), diagnostics);
  CHECK(diagnostics.text() == "");
  return node.value_or(Node());
}

std::string here(const std::string& kind, const std::string& yaml) {
  return component_here(read(yaml), catalog().of(kind), catalog());
}

}  // namespace

TEST_CASE("every word of the table means a key that exists, or says what to do") {
  for (const KeyWord& word : catalog().words().keys) {
    CAPTURE(word.said);
    CHECK((word.here.empty() ? !word.write.empty() : is_key(word.here)));
    if (!word.here.empty() && !word.write.empty()) CHECK(read("{" + word.write + "}").is_map());
  }
}

TEST_CASE("every name of the table is a component here, or words that say what to do") {
  for (const NameWord& word : catalog().words().names) {
    CAPTURE(word.said);
    const RegistryBase& registry = catalog().of(word.kind);
    CHECK(registry.find(word.said) == nullptr);
    CHECK(word.write.size() < 120);
    const bool is_advice = word.write.find(' ') != std::string::npos && word.write.front() != '{';
    if (is_advice) continue;
    const Node component = read(word.write);
    const Node* type = component.is_map() ? component.find("type") : &component;
    REQUIRE(type);
    CHECK(registry.find(type->text()));
    for (const Node::Entry& entry : component.entries())
      CHECK((entry.key == "type" || registry.spec(*registry.find(type->text())).has_field(entry.key)));
  }
}

TEST_CASE("a key of a file is found by its name, or by what it is called elsewhere") {
  const std::pair<const char*, const char*> cases[] = {
      {"epochs", "training.epochs"},
      {"seeds", "sweep.seeds"},
      {"lr", "optimizer.lr"},
      {"learning_rate", "optimizer.lr"},
      {"validation_split", "data.split.validation"},
      {"patience", "early_stopping.patience"},
      {"T_max", "scheduler.T_max"},
      {"training.epochs", "training.epochs"},
      {"max_norm", "training.clip_grad_norm.max_norm"},
      {"nonsense", ""},
  };
  for (const auto& [name, path] : cases)
    CHECK(place_of_key(name, spec_of<ExperimentConfig>(), catalog()) == path);
}

TEST_CASE("a component as it is written elsewhere is written as it is here") {
  struct Case {
    const char *kind, *written, *here;
  };
  const Case cases[] = {
      {"layer", "nn.Linear(64, 10)", "write {type: Linear, out_features: 10}"},
      {"layer", "torch.nn.Linear(in_features=64, out_features=10, bias=False)",
       "write {type: Linear, in_features: 64, out_features: 10, bias: false}"},
      {"layer", "Dense(16, activation='relu')", "write {type: Linear, out_features: 16}, ReLU"},
      {"layer", "{type: Dense, units: 16, activation: relu}", "write {type: Linear, out_features: 16}, ReLU"},
      {"layer", "Dense", "write {type: Linear, out_features: 16}"},
      {"layer", "{Linear: 16}", "write {type: Linear, out_features: 16}"},
      {"layer", "nn.ReLU()", "write ReLU"},
      {"layer", "nn.Dropout(0.5)", "write {type: Dropout, p: 0.5}"},
      {"layer", "nn.ReLU(inplace=True)", "write ReLU"},
      {"optimizer", "{name: Adam, lr: 0.1}", "write {type: Adam, lr: 0.1}"},
      {"optimizer", "torch.optim.Adam(model.parameters(), lr=1e-3, betas=(0.9, 0.99))",
       "write {type: Adam, lr: 1e-3, betas: [0.9, 0.99]}"},
      {"optimizer", "{_target_: torch.optim.SGD, lr: 0.1, momentum: 0.9}",
       "write {type: SGD, lr: 0.1, momentum: 0.9}"},
      {"optimizer", "{class_path: torch.optim.Adam, init_args: {lr: 0.02}}", "write {type: Adam, lr: 0.02}"},
      {"optimizer", "{Adam: {learning_rate: 0.02}}", "write {type: Adam, lr: 0.02}"},
      {"optimizer", "sgd_momentum", "write {type: SGD, momentum: 0.9}"},
      {"loss", "categorical_crossentropy", "write CrossEntropyLoss"},
      {"scheduler", "cosine", "write CosineAnnealingLR"},
      {"scheduler", "StepLR(optimizer, 30)", "write {type: StepLR, step_size: 30}"},
      {"preprocessor", "sklearn.preprocessing.StandardScaler()", "write StandardScaler"},
      {"layer", "nonsense", ""},
      {"layer", "a b", ""},
      {"layer", "[1]", ""},
      {"layer", "nn.Linear(", ""},
  };
  for (const Case& c : cases) {
    CAPTURE(c.written);
    CHECK(here(c.kind, c.kind == std::string("layer") && c.written == std::string("nn.Linear(")
                           ? "'nn.Linear('"
                           : c.written) == c.here);
  }
}

}  // namespace runner
