#pragma once

#include <string>

#include "plan/experiment.h"

namespace runner {

/// Changes when results of an older version must not be taken for those of this one.
inline constexpr int results_format = 1;

/// 16 hexadecimal digits: the hash of all that decides a run's numbers (its resolved configuration without
/// name and description, the content of its data files, the results format).
std::string identity(const ExperimentConfig& run);

}  // namespace runner
