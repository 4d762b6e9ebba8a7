#include "workbook_file.h"

#include <stdexcept>

#include "output.h"
#include "workbook/workbook.h"

namespace runner {

bool write_workbook_beside(const Plan& plan, Tables& tables, const std::filesystem::path& results,
                           bool timing) {
  try {
    tables.files.push_back(write_workbook(plan, tables, results, timing));
    return true;
  } catch (const std::runtime_error& error) {
    tell("runner: {}\n", error.what());
    return false;
  }
}

}  // namespace runner
