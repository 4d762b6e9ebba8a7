#pragma once

#include <cstddef>
#include <string>

#include "plan/plan.h"
#include "report/tables.h"

namespace runner {

/// The configurations, best first, as a table for a terminal of `width` columns: 20 configurations long; what
/// does not fit is left out, the least telling columns first. Behind it what ± is. Ends with a newline.
std::string ranking_text(const Plan& plan, const Tables& tables, std::size_t width = 100);

/// "2 diverged, 1 failed, 1 unfinished": of a configuration's runs those that have no last value.
std::string ended_otherwise(const SummaryRow& row);

/// ranking.md: the verdict and the ten best, to be pasted into a README.
std::string ranking_markdown(const Plan& plan, const Tables& tables);

}  // namespace runner
