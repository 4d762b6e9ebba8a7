#pragma once

#include <string>

#include "spec/registry.h"

namespace runner {

/// A component as it is written elsewhere (`nn.Linear(64, 10)`, `{name: Adam}`, `Dense: 16`) as it is written
/// here behind "write ", or words on what to do instead; empty where it means nothing.
std::string component_here(const Node& written, const RegistryBase& registry, const Registries& registries);

/// `nn.Sequential(nn.Linear(2, 16), nn.ReLU())` as a list of components; empty for anything else.
std::string list_here(const std::string& text, const RegistryBase& registry, const Registries& registries);

}  // namespace runner
