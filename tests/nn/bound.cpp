#include "bound.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "catalog/catalog.h"
#include "config/yaml.h"

namespace runner {
namespace {

template <class M>
M value_of(const std::string& yaml) {
  Diagnostics diagnostics;
  M value = bound<M>("key", "key: " + yaml, diagnostics);
  INFO(yaml);
  REQUIRE(diagnostics.text() == "");
  return value;
}

}  // namespace

template <class M>
M bound(const std::string& key, const std::string& yaml, Diagnostics& diagnostics) {
  M value;
  const auto root = parse_yaml(std::make_shared<Source>(Source{"test.yaml", yaml, ""}), diagnostics);
  REQUIRE(root);
  BindContext context{diagnostics, catalog()};
  Codec<M>::decode(Cursor(Cursor(*root), key, *root->find(key)), Codec<M>::type(), context, value);
  return value;
}

template LayerComponents bound(const std::string&, const std::string&, Diagnostics&);
template Component<LossConfig> bound(const std::string&, const std::string&, Diagnostics&);
template Component<InitializerConfig> bound(const std::string&, const std::string&, Diagnostics&);

LayerComponents layers_of(const std::string& yaml) {
  return value_of<LayerComponents>(yaml);
}
Component<LossConfig> loss_of(const std::string& yaml) {
  return value_of<Component<LossConfig>>(yaml);
}
Component<InitializerConfig> initializer_of(const std::string& yaml) {
  return value_of<Component<InitializerConfig>>(yaml);
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
