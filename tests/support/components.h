#pragma once

#include <string>
#include <vector>

#include "config/yaml.h"
#include "spec/registry.h"

namespace runner {

/// A registry of some components of one kind, and what the user would write to get one.
template <class K, class... Configs>
class Components {
 public:
  Components() {
    auto& registry = registries_.add<K>();
    (registry.template add<Configs>(), ...);
  }

  /// The component of a text such as "{type: SGD, lr: 0.1}"; empty with `messages` where it is wrong.
  Component<K> bind(const std::string& yaml) {
    Diagnostics diagnostics;
    Component<K> component;
    const auto node = parse_yaml(std::make_shared<Source>(Source{"test.yaml", yaml, ""}), diagnostics);
    BindContext context{diagnostics, registries_};
    if (node) registries_.of<K>().bind(Cursor(*node), context, component);
    messages.clear();
    for (const Diagnostic& found : diagnostics.sorted()) messages.push_back(found.message);
    return component;
  }

  const std::vector<std::string>& names() const { return registries_.of<K>().names(); }

  std::vector<std::string> messages;

 private:
  Registries registries_;
};

}  // namespace runner
