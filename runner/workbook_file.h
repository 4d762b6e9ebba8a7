#pragma once

#include <filesystem>

#include "plan/plan.h"
#include "report/tables.h"

namespace runner {

/// Writes results.xlsx beside the tables, and adds it to their files. False where it can't be written, which
/// is told: then what was there stays.
bool write_workbook_beside(const Plan& plan, Tables& tables, const std::filesystem::path& results,
                           bool timing);

}  // namespace runner
