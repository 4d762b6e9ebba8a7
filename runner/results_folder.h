#pragma once

#include <filesystem>
#include <optional>

#include "base/diagnostics.h"
#include "plan/plan.h"

namespace runner {

/// The plan of a results folder, from its config.yaml. Every mistake goes to `diagnostics`; nothing is
/// returned after an error. Runs without a folder whose data can't be read are an error: the content of the
/// data is a part of a run's id, so they might be there under another one.
std::optional<Plan> load_results(const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace runner
