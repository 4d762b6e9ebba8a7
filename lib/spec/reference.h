#pragma once

#include <string>

#include "spec/registry.h"

namespace runner {

/// A component for the terminal: what it does, formula, source, parameters with type, range, default and
/// meaning.
std::string explain(const RegistryBase& registry, const std::string& name);

/// A key of a file for the terminal, by its path ("training.epochs") or its name, wherever it may stand:
/// meaning, type and default, of a section the keys in it; empty for none. `root`: of the whole file, itself
/// "experiment".
std::string explain_key(std::string_view asked, const SpecBase& root, const Registries& registries);

/// The components of a kind, a line each.
std::string list_of(const RegistryBase& registry);

/// The reference page of a kind in Markdown: every component with the same facts.
std::string reference_page(const RegistryBase& registry);

/// The page of what is known and not supported, in Markdown.
std::string not_supported_page(const Registries& registries);

/// The page of a section's fields ("training", "sweep") in Markdown, and of the sections in it.
std::string reference_page(const SpecBase& section, const std::string& title);

}  // namespace runner
