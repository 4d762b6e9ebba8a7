#pragma once

#include <filesystem>

#include "page/experiment_data.h"
#include "record/run_folder.h"

namespace runner::page {

inline constexpr const char* page_file = "report.html";

/// Writes report.html and figures/<name>.svg with figures/<name>.csv into a results folder, each replaced as
/// a whole, and removes the pictures that a call before has left in figures/ and this one has not; other
/// files stay. Throws std::runtime_error with the file that can't be written; what was there stays.
void write_page(const ExperimentData& data, const std::filesystem::path& results);

}  // namespace runner::page
