#pragma once

#include <string>
#include <vector>

#include "nn/initializer.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "spec/registry.h"

namespace runner {

/// The components of nn, by kind.
const Registries& nn_registries();

/// The value of `key` in a YAML text, read as the program reads it.
template <class M>
M bound(const std::string& key, const std::string& yaml, Diagnostics& diagnostics);

extern template LayerRecipes bound(const std::string&, const std::string&, Diagnostics&);
extern template Recipe<LossConfig> bound(const std::string&, const std::string&, Diagnostics&);
extern template Recipe<InitializerConfig> bound(const std::string&, const std::string&, Diagnostics&);

/// The same for a text without mistakes, given by its value alone.
LayerRecipes layers_of(const std::string& yaml);
Recipe<LossConfig> loss_of(const std::string& yaml);
Recipe<InitializerConfig> initializer_of(const std::string& yaml);

/// Messages in the order in which they are shown, as "line:column: error: message".
std::vector<std::string> lines_of(const Diagnostics& diagnostics);

}  // namespace runner
