#pragma once

#include <filesystem>
#include <optional>

#include "base/diagnostics.h"
#include "plan/plan.h"

namespace runner {

/// True for the config.yaml of a results folder or of a run in one, which this program wrote.
bool is_written_config(const std::filesystem::path& file);

/// The plan of a results folder, from its config.yaml. Every mistake goes to `diagnostics`; nothing is
/// returned after an error. Runs without a folder whose data can't be read are an error: the content of the
/// data is a part of a run's id, so they might be there under another one. So is data that has changed after
/// every run was trained. Throws LaterFormat, and FileError where the folder can't be read.
std::optional<Plan> load_results(const std::filesystem::path& folder, Diagnostics& diagnostics);

}  // namespace runner
