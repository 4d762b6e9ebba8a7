#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "nn/initializer.h"
#include "plan/experiment.h"
#include "spec/reference.h"
#include "spec/schema.h"

namespace runner {

namespace {

std::string content(const std::string& path) {
  std::ifstream file(std::filesystem::path(std::getenv("RUNNER_SOURCE_DIR")) / path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void check_defaults(const SpecBase& spec);

void check_sections(const Type& type) {
  for (const Type& element : type.elements) check_sections(element);
  if (type.section) check_defaults(*type.section);
}

/// A default that sets something is left out of an identity where it was added later, and `null` is never
/// written down: so no field has both.
void check_defaults(const SpecBase& spec) {
  for (const FieldInfo& field : spec.fields()) {
    CAPTURE(spec.name());
    CAPTURE(field.name);
    CHECK(field.name != "revision");
    CHECK((!field.type.nullable || field.default_value.is_null()));
    check_sections(field.type);
  }
}

/// Equal, without printing thousands of lines where they are not.
bool is_fresh(const std::string& path, const std::string& expected) {
  return content(path) == expected;
}

}  // namespace

TEST_CASE("the committed schema is what the declarations give (./dev lint --fix makes it anew)") {
  CHECK(is_fresh("schemas/experiment.schema.json",
                 json_schema(spec_of<ExperimentConfig>(), catalog(), "An experiment of runner")));
}

TEST_CASE("the committed reference pages are what the declarations give (./dev lint --fix makes them anew)") {
  for (const auto& registry : catalog().all()) {
    CAPTURE(registry->kind());
    CHECK(is_fresh("docs/components/" + registry->kind() + ".md", reference_page(*registry)));
  }
  CHECK(is_fresh("docs/components/experiment.md",
                 reference_page(spec_of<ExperimentConfig>(), "The experiment file")));
}

TEST_CASE("the committed page of what is not supported is what the list gives") {
  CHECK(is_fresh("docs/not_supported.md", not_supported_page(catalog())));
}

TEST_CASE("a name that is known and not supported is answered with its reason and an alternative") {
  const auto messages = [](const std::string& yaml, auto component) {
    Diagnostics diagnostics;
    BindContext context{diagnostics, catalog()};
    const auto node = parse_yaml(std::make_shared<Source>(Source{"x.yaml", yaml, ""}), diagnostics);
    CHECK(!Codec<decltype(component)>::decode(Cursor(*node), {}, context, component));
    return diagnostics.sorted().front().message;
  };
  const std::string ctc =
      "CTCLoss is not supported: it aligns sequences, and samples are rows of numbers; use CrossEntropyLoss "
      "or "
      "NLLLoss";
  CHECK(messages("CTCLoss", Component<LossConfig>()) == ctc);
  CHECK(messages("{type: ctc_loss, blank: 1}", Component<LossConfig>()) == ctc);
  CHECK(
      messages("sparse_adam", Component<OptimizerConfig>()) ==
      "SparseAdam is not supported: it is for the sparse gradients of embeddings, and all gradients here are "
      "dense; use Adam, which does the same for dense ones");
  CHECK(messages("Conv2", Component<LayerConfig>()).find("there is no layer 'Conv2'") == 0);
}

TEST_CASE("every component says what it is, and each parameter what it means") {
  for (const auto& registry : catalog().all()) {
    for (const std::string& name : registry->names()) {
      CAPTURE(name);
      const SpecBase& spec = registry->spec(name);
      CHECK(spec.summary().ends_with('.'));
      for (const FieldInfo& field : spec.fields()) {
        CAPTURE(field.name);
        CHECK(field.help.ends_with('.'));
      }
    }
  }
}

TEST_CASE("what an identity leaves out can't be told apart from something else") {
  for (const auto& registry : catalog().all())
    for (const std::string& name : registry->names()) check_defaults(registry->spec(name));
  check_defaults(spec_of<ExperimentConfig>());
}

TEST_CASE("every spelling of a component leads to it alone") {
  for (const auto& registry : catalog().all()) {
    for (const std::string& name : registry->names()) {
      CHECK(*registry->find(name) == name);
      for (const std::string& alias : registry->aliases(name)) CHECK(*registry->find(alias) == name);
    }
  }
}

TEST_CASE("what is resolved reads back as itself, for every component that has defaults alone") {
  int tried = 0;
  const auto resolved = [&](const std::string& yaml, const std::string& kind) -> std::string {
    Diagnostics diagnostics;
    BindContext context{diagnostics, catalog()};
    const auto node = parse_yaml(std::make_shared<Source>(Source{"x.yaml", yaml, ""}), diagnostics);
    std::string text;
    const auto bind = [&](auto component) {
      if (Codec<decltype(component)>::decode(Cursor(*node), {}, context, component))
        text = to_flow_yaml(component.resolved);
    };
    if (kind == "optimizer") bind(Component<OptimizerConfig>());
    if (kind == "loss") bind(Component<LossConfig>());
    if (kind == "layer") bind(Component<LayerConfig>());
    if (kind == "initializer") bind(Component<InitializerConfig>());
    if (kind == "problem") bind(Component<ProblemConfig>());
    if (kind == "data") bind(Component<DataConfig>());
    if (kind == "preprocessor") bind(Component<PreprocessorConfig>());
    if (kind == "metric") bind(Component<MetricConfig>());
    return text;
  };
  for (const auto& registry : catalog().all()) {
    for (const std::string& name : registry->names()) {
      const std::string first = resolved(name, registry->kind());
      if (first.empty()) continue;  // has parameters that must be given
      CAPTURE(first);
      CHECK(resolved(first, registry->kind()) == first);
      ++tried;
    }
  }
  CHECK(tried > 35);
}

}  // namespace runner
