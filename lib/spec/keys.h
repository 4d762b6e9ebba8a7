#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "spec/registry.h"

namespace runner {

/// A key of a file, as the declarations have it.
struct KeyPlace {
  std::string path;  ///< dotted: "training.epochs", "optimizer.lr", "data.split.validation"
  FieldInfo field;
  const RegistryBase* registry = nullptr;  ///< of the component that it is a parameter of, at whatever depth
  std::size_t component_length = 0;        ///< of the component's part of the path
  std::vector<std::string> components;     ///< that have it

  std::string_view name() const;  ///< the last part of the path
};

/// Every key that a file may have, but for what stands in lists: those of sections first, and what is near to
/// the root before what is deep. `root`: of the whole file. Made once.
const std::vector<KeyPlace>& all_keys(const SpecBase& root, const Registries& registries);

}  // namespace runner
