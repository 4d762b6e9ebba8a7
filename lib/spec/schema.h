#pragma once

#include <string>

#include "spec/registry.h"

namespace runner {

/// The JSON schema (draft 2020-12) of a file whose root has the fields of `root`, with all components of
/// `registries`. A file that `extends` another or sweeps may leave out what comes from there.
/// Ends with a newline; the same text every time.
std::string json_schema(const SpecBase& root, const Registries& registries, const std::string& title);

}  // namespace runner
