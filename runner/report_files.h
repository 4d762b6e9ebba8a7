#pragma once

#include <filesystem>

#include "options.h"
#include "plan/plan.h"

namespace runner {

/// Writes what shows the results of a folder: page, figures and workbook; `plan` with the folder's other
/// runs. Tells, and returns false, where that can't be done; what was there stays. Throws Interrupted.
bool write_report_files(const Plan& plan, const std::filesystem::path& results, const Options& options);

/// The last line of a command that has written a page: where it is. Shows it in the browser where that is
/// asked for, or tells why it can't.
void point_to_page(const std::filesystem::path& results, const Options& options);

}  // namespace runner
