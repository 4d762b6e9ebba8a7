#pragma once

#include <string>

#include "spec/registry.h"

namespace runner {

/// A resolved node of `spec` as block YAML in which each key has its sentence behind it, for people who begin
/// with a whole file. It reads back as the same node.
std::string annotated_yaml(const Node& resolved, const SpecBase& spec, const Registries& registries);

}  // namespace runner
