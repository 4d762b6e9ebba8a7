#pragma once

#include <filesystem>
#include <optional>

#include "base/diagnostics.h"
#include "plan/plan.h"
#include "record/manifest.h"

namespace runner {

/// True for the config.yaml of a results folder or of a run in one, which this program wrote.
bool is_written_config(const std::filesystem::path& file);

/// The plan of a results folder, from its config.yaml. Every error goes to `diagnostics`, and nothing is
/// returned after one; what there is to be warned of was told when it was trained. Of data that is not at
/// hand the manifest knows the hash, which `files` then has; where it does not, runs without a folder are an
/// error: the content of the data is a part of a run's id, so they might be there under another one. So is
/// data that has changed after every run was trained. Throws LaterFormat, and FileError where the folder
/// can't be read.
std::optional<Plan> load_results(const std::filesystem::path& folder, DataFiles& files,
                                 Diagnostics& diagnostics);

/// For the manifest: of the data that was read, or is known.
DataHashes data_hashes(const DataFiles& files);

}  // namespace runner
