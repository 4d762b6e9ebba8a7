#include "bound.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "config/yaml.h"
#include "nn/initializers/constant.h"
#include "nn/initializers/eye.h"
#include "nn/initializers/kaiming.h"
#include "nn/initializers/normal.h"
#include "nn/initializers/uniform.h"
#include "nn/initializers/xavier.h"
#include "nn/layers/dropout.h"
#include "nn/layers/flatten.h"
#include "nn/layers/identity.h"
#include "nn/layers/leaky_relu.h"
#include "nn/layers/linear.h"
#include "nn/layers/log_softmax.h"
#include "nn/layers/relu.h"
#include "nn/layers/sigmoid.h"
#include "nn/layers/softmax.h"
#include "nn/layers/tanh.h"
#include "nn/losses/bce_loss.h"
#include "nn/losses/bce_with_logits_loss.h"
#include "nn/losses/cross_entropy_loss.h"
#include "nn/losses/l1_loss.h"
#include "nn/losses/mse_loss.h"
#include "nn/losses/smooth_l1_loss.h"

namespace runner {
namespace {

template <class K, class... Configs>
void add_all(Registries& registries) {
  auto& registry = registries.add<K>();
  (registry.template add<Configs>(), ...);
}

Registries make_registries() {
  Registries all;
  add_all<InitializerConfig, UniformConfig, NormalConfig, ConstantConfig, OnesConfig, ZerosConfig, EyeConfig,
          XavierUniformConfig, XavierNormalConfig, KaimingUniformConfig, KaimingNormalConfig>(all);
  add_all<LayerConfig, LinearConfig, SigmoidConfig, TanhConfig, ReLUConfig, LeakyReLUConfig, SoftmaxConfig,
          LogSoftmaxConfig, IdentityConfig, DropoutConfig, FlattenConfig>(all);
  add_all<LossConfig, CrossEntropyLossConfig, BCELossConfig, BCEWithLogitsLossConfig, L1LossConfig,
          MSELossConfig, SmoothL1LossConfig>(all);
  return all;
}

template <class M>
M value_of(const std::string& yaml) {
  Diagnostics diagnostics;
  M value = bound<M>("key", "key: " + yaml, diagnostics);
  INFO(yaml);
  REQUIRE(diagnostics.text() == "");
  return value;
}

}  // namespace

const Registries& nn_registries() {
  static const Registries all = make_registries();
  return all;
}

template <class M>
M bound(const std::string& key, const std::string& yaml, Diagnostics& diagnostics) {
  M value;
  const auto root = parse_yaml(std::make_shared<Source>(Source{"test.yaml", yaml, ""}), diagnostics);
  REQUIRE(root);
  BindContext context{diagnostics, nn_registries()};
  Codec<M>::decode(At(At(*root), key, *root->find(key)), Codec<M>::type(), context, value);
  return value;
}

template LayerRecipes bound(const std::string&, const std::string&, Diagnostics&);
template Recipe<LossConfig> bound(const std::string&, const std::string&, Diagnostics&);
template Recipe<InitializerConfig> bound(const std::string&, const std::string&, Diagnostics&);

LayerRecipes layers_of(const std::string& yaml) {
  return value_of<LayerRecipes>(yaml);
}
Recipe<LossConfig> loss_of(const std::string& yaml) {
  return value_of<Recipe<LossConfig>>(yaml);
}
Recipe<InitializerConfig> initializer_of(const std::string& yaml) {
  return value_of<Recipe<InitializerConfig>>(yaml);
}

std::vector<std::string> lines_of(const Diagnostics& diagnostics) {
  std::vector<std::string> lines;
  for (const Diagnostic& found : diagnostics.sorted()) {
    lines.push_back(fmt::format("{}:{}: {}: {}", found.place.line, found.place.column,
                                found.severity == Severity::error ? "error" : "warning", found.message));
  }
  return lines;
}

}  // namespace runner
