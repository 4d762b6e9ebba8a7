#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "record/csv.h"
#include "record/run_folder.h"

namespace runner::page {

/// A CSV file of a run's folder, whole. Nothing where the run has none, or one of more than a quarter of a
/// gigabyte. Throws DamagedRuns where it is not the one that was written, FileError where it can't be read.
std::optional<CsvTable> read_proven_table(const std::filesystem::path& folder, const RunResult& run,
                                          const std::string& name);

}  // namespace runner::page
