// The ids of ids.golden: a minimal experiment with each component. Results that people have are found by
// these.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "plans.h"

namespace runner {

namespace {

struct Golden {
  std::string id, kind, name, yaml;
};

/// Lines of "id kind name experiment"; `section` is a kind too, of what is no component.
std::vector<Golden> read_golden() {
  std::ifstream file(source_dir() / "tests/plan/ids.golden");
  std::vector<Golden> lines;
  Golden line;
  while (file >> line.id >> line.kind >> line.name && std::getline(file >> std::ws, line.yaml))
    lines.push_back(line);
  return lines;
}

std::string id_of(const std::string& yaml) {
  Diagnostics diagnostics;
  const auto plan = plan_of(yaml, diagnostics);
  CHECK(diagnostics.text() == "");
  return plan ? plan->runs.front().id : "";
}

/// Something that a required field takes.
std::string value_of(const Type& type) {
  switch (type.kind) {
    case Type::Kind::number:
    case Type::Kind::integer:
      for (const double value : {1.0, 0.5, 0.0, 2.0})
        if (type.range.contains(value)) return fmt::format("{}", value);
      return "3";
    case Type::Kind::boolean:
      return "true";
    case Type::Kind::choice:
      return type.choices.front();
    case Type::Kind::list:
      return fmt::format("[{}]", value_of(type.elements.front()));
    case Type::Kind::alternatives:
      return value_of(type.elements.front());
    case Type::Kind::component:
      return std::map<std::string, std::string>{
          {"layer", "ReLU"}, {"optimizer", "SGD"}, {"scheduler", "ConstantLR"}}
          .at(type.component);
    default:
      return "1";
  }
}

std::string component_text(const SpecBase& spec) {
  std::string text = "{type: " + spec.name();
  for (const FieldInfo& field : spec.fields())
    if (field.required) text += ", " + field.name + ": " + value_of(field.type);
  return text + "}";
}

/// An experiment that uses a component, written on one line.
std::string minimal_experiment(const std::string& kind, const std::string& component) {
  const auto problem = [](const std::string& which, const std::string& optimizer, const std::string& rest) {
    return "{problem: " + which + ", optimizer: " + optimizer + ", training: {epochs: 1" + rest + "}";
  };
  const auto network = [](const std::string& data, const std::string& layer, const std::string& loss) {
    return "{data: " + data + ", network: [" + layer + "], loss: " + loss +
           ", optimizer: SGD, training: {epochs: 1}}";
  };
  if (kind == "problem") return problem(component, "SGD", "}");
  if (kind == "optimizer") return problem("quadratic", component, "}");
  if (kind == "scheduler") return problem("quadratic", "SGD", "}, scheduler: " + component);
  if (kind == "averaging") return problem("quadratic", "SGD", ", averaging: " + component + "}");
  if (kind == "metric") return problem("quadratic", "SGD", "}, metrics: [" + component + "]");
  if (kind == "data") return network(component, "ReLU", "MSELoss");
  if (kind == "layer") return network("make_moons", component, "MSELoss");
  if (kind == "loss") return network("make_moons", "ReLU", component);
  if (kind == "preprocessor")
    return network("{type: make_moons, preprocess: [" + component + "]}", "ReLU", "MSELoss");
  if (kind == "augmentation")
    return network("{type: make_moons, augment: [" + component + "]}", "ReLU", "MSELoss");
  REQUIRE(kind == "initializer");
  return network("make_moons", "{type: Linear, out_features: 1, weight_init: " + component + "}", "MSELoss");
}

}  // namespace

TEST_CASE("no id of an experiment with defaults has changed") {
  for (const Golden& golden : read_golden()) {
    CAPTURE(golden.yaml);
    CHECK_MESSAGE(id_of(golden.yaml) == golden.id, golden.name,
                  ": results that exist would be lost. A new option needs .since(2), a change of numbers "
                  ".revision(n) and here the new id (lib/plan/identity.h)");
  }
}

TEST_CASE("runs of csv's first revision, whose default delimiter was a comma, are known") {
  const std::string yaml =
      "{data: {type: csv, path: 1}, network: [ReLU], loss: MSELoss, optimizer: SGD, training: {epochs: 1}}";
  const std::vector<EarlierId> earlier = good_plan(yaml).runs.front().earlier;
  REQUIRE(earlier.size() == 1);
  CHECK(earlier.front().id == "af9cbf98ff3c1ecd");
  CHECK(earlier.front().revision == "revision 1 of csv");
}

TEST_CASE("runs of the first revision of layers with masks, which were not PyTorch's, are known") {
  const std::pair<std::string, std::string> first_revisions[] = {
      {"Dropout", "a33d468cc41ca162"}, {"AlphaDropout", "61dad4b60601c002"}, {"RReLU", "19abf171eecafc12"}};
  for (const auto& [layer, id] : first_revisions) {
    const auto run = good_plan("{data: make_moons, network: [{type: " + layer +
                               "}], loss: MSELoss, optimizer: SGD, training: {epochs: 1}}")
                         .runs.front();
    REQUIRE(run.earlier.size() == 1);
    CHECK(run.earlier.front().id == id);
    CHECK(run.id != id);
    CHECK(run.earlier.front().revision == "revision 1 of " + layer);
  }
}

TEST_CASE("ids.golden has every component") {
  std::set<std::pair<std::string, std::string>> known;
  for (const Golden& golden : read_golden()) known.insert({golden.kind, golden.name});
  std::string missing;
  for (const auto& registry : catalog().all()) {
    for (const std::string& name : registry->names()) {
      if (known.contains({registry->kind(), name})) continue;
      const std::string yaml = minimal_experiment(registry->kind(), component_text(registry->spec(name)));
      missing += fmt::format("{} {} {} {}\n", id_of(yaml), registry->kind(), name, yaml);
    }
  }
  CHECK_MESSAGE(
      missing.empty(),
      "append to tests/plan/ids.golden (where a component needs more, write its experiment by hand):\n",
      missing);
}

}  // namespace runner
