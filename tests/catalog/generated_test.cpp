#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "catalog/catalog.h"
#include "config/yaml.h"
#include "nn/initializer.h"
#include "optim/averaging.h"
#include "optim/scheduler.h"
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

/// A component of the kind K from YAML, written back with all of its options; nothing where it can't be read.
template <class K>
std::string resolved_as(const std::string& yaml) {
  Diagnostics diagnostics;
  BindContext context{diagnostics, catalog()};
  const auto node = parse_yaml(std::make_shared<Source>(Source{"x.yaml", yaml, ""}), diagnostics);
  Component<K> component;
  if (!Codec<Component<K>>::decode(Cursor(*node), {}, context, component)) return "";
  return to_flow_yaml(component.resolved);
}

/// The same for a kind by its name. One that is not here is a mistake of this test, not a kind to be left
/// out.
std::string resolved(const std::string& kind, const std::string& yaml) {
  static const std::map<std::string, std::string (*)(const std::string&)> by_kind = {
      {"optimizer", &resolved_as<OptimizerConfig>},
      {"loss", &resolved_as<LossConfig>},
      {"layer", &resolved_as<LayerConfig>},
      {"initializer", &resolved_as<InitializerConfig>},
      {"problem", &resolved_as<ProblemConfig>},
      {"data", &resolved_as<DataConfig>},
      {"preprocessor", &resolved_as<PreprocessorConfig>},
      {"augmentation", &resolved_as<AugmentationConfig>},
      {"metric", &resolved_as<MetricConfig>},
      {"scheduler", &resolved_as<SchedulerConfig>},
      {"averaging", &resolved_as<AveragingConfig>},
  };
  return by_kind.at(kind)(yaml);
}

/// Whether a component can't be written by its name alone.
bool needs_options(const SpecBase& spec) {
  return std::ranges::any_of(spec.fields(), [](const FieldInfo& field) { return field.required; });
}

/// Options for those; nothing is read from a path.
const std::map<std::string, std::string> with_options = {
    {"csv", "path: x.csv"},
    {"idx", "path: x.idx, labels: y.idx"},
    {"npy", "path: x.npy, target: y.npy"},
    {"npz", "path: x.npz"},
    {"inline", "features: [1, 2], target: [3, 4]"},
    {"cifar", "path: x"},
    {"image_folder", "path: x"},
    {"Resize", "size: [28, 30]"},
    {"CenterCrop", "size: 28"},
    {"Normalize", "mean: [0.5], std: [0.25]"},
    {"RandomCrop", "size: 28, padding: [1, 2]"},
    {"RandomResizedCrop", "size: [28, 30]"},
    {"RandomRotation", "degrees: [-10, 20]"},
    {"Linear", "out_features: 3"},
    {"Conv1d", "out_channels: 3, kernel_size: 3"},
    {"Conv2d", "out_channels: 3, kernel_size: [3, 5]"},
    {"ConvTranspose1d", "out_channels: 3, kernel_size: 3"},
    {"ConvTranspose2d", "out_channels: 3, kernel_size: 3"},
    {"MaxPool1d", "kernel_size: 2"},
    {"MaxPool2d", "kernel_size: [2, 3]"},
    {"AvgPool1d", "kernel_size: 2"},
    {"AvgPool2d", "kernel_size: 2"},
    {"AdaptiveMaxPool1d", "output_size: 2"},
    {"AdaptiveMaxPool2d", "output_size: [null, 2]"},
    {"AdaptiveAvgPool1d", "output_size: 2"},
    {"AdaptiveAvgPool2d", "output_size: 1"},
    {"LPPool1d", "norm_type: 2, kernel_size: 3"},
    {"LPPool2d", "norm_type: 2, kernel_size: 3"},
    {"ZeroPad1d", "padding: 1"},
    {"ZeroPad2d", "padding: [1, 2, 0, -1]"},
    {"ZeroPad3d", "padding: 1"},
    {"ConstantPad1d", "padding: 1, value: 2"},
    {"ConstantPad2d", "padding: 1, value: 2"},
    {"ConstantPad3d", "padding: 1, value: 2"},
    {"ReflectionPad1d", "padding: 1"},
    {"ReflectionPad2d", "padding: 1"},
    {"ReplicationPad1d", "padding: 1"},
    {"ReplicationPad2d", "padding: 1"},
    {"CircularPad1d", "padding: 1"},
    {"CircularPad2d", "padding: 1"},
    {"Upsample", "scale_factor: 2"},
    {"PixelShuffle", "upscale_factor: 2"},
    {"PixelUnshuffle", "downscale_factor: 2"},
    {"ChannelShuffle", "groups: 2"},
    {"Unflatten", "unflattened_size: [1, 8, 8]"},
    {"GroupNorm", "num_groups: 2"},
    {"LocalResponseNorm", "size: 2"},
    {"Threshold", "threshold: 0.5, value: 2"},
    {"Residual", "layers: [Tanh]"},
    {"Sum", "branches: [[Tanh], []]"},
    {"Concat", "branches: [[Tanh], []]"},
    {"Variational", "mean: [Tanh], log_variance: [Tanh]"},
    {"constant", "val: 0.5"},
    {"sparse", "sparsity: 0.5"},
    {"Lookahead", "optimizer: SGD"},
    {"SAM", "optimizer: {type: Adam, lr: 0.5}"},
    {"ema", "metric: train_loss"},
    {"fbeta", "beta: 0.5"},
    {"StepLR", "step_size: 3"},
    {"MultiStepLR", "milestones: [3, 5]"},
    {"ExponentialLR", "gamma: 0.9"},
    {"LambdaLR", "lr_lambda: 1 / (1 + epoch)"},
    {"MultiplicativeLR", "lr_lambda: 0.95 + 0 * epoch"},
    {"CosineAnnealingLR", "T_max: 10"},
    {"CosineAnnealingWarmRestarts", "T_0: 4"},
    {"CyclicLR", "base_lr: 0.1, max_lr: 0.5"},
    {"OneCycleLR", "max_lr: 0.5"},
    {"SequentialLR", "schedulers: [ConstantLR, LinearLR], milestones: [3]"},
    {"ChainedScheduler", "schedulers: [ConstantLR, {type: ExponentialLR, gamma: 0.9}]"},
    {"SWALR", "swa_lr: 0.05"},
    {"WarmupStableDecayLR", "num_warmup_steps: 2, num_decay_steps: 3"},
};

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

TEST_CASE("what is resolved reads back as itself, for every component") {
  std::map<std::string, int> tried;
  for (const auto& registry : catalog().all()) {
    const std::string kind = registry->kind();
    tried[kind] = 0;
    for (const std::string& name : registry->names()) {
      CAPTURE(name);
      const auto given = with_options.find(name);
      const bool is_enough = given == with_options.end();
      if (is_enough && needs_options(registry->spec(name))) {
        MESSAGE(name << " needs options: not tried until `with_options` has some");
        continue;
      }
      const std::string first =
          resolved(kind, is_enough ? name : "{type: " + name + ", " + given->second + "}");
      CHECK(!first.empty());
      CHECK(resolved(kind, first) == first);
      ++tried[kind];
    }
  }
  for (const auto& [kind, count] : tried) {
    CAPTURE(kind);
    CHECK(count > 0);
  }
}

}  // namespace runner
