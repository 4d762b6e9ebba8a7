#pragma once

#include <string>

#include "plan/plan.h"
#include "report/tables.h"

namespace runner {

/// The configurations, best first, as a table for the terminal: at most 100 columns wide, 20 configurations
/// long. Ends with a newline.
std::string ranking_text(const Plan& plan, const Tables& tables);

}  // namespace runner
