#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "use/ensemble.h"

namespace runner {

/// One column of the source with what it is worth to each measure, in the order of `measure`.
struct ColumnImportance {
  struct Spread {
    double mean = 0, std = 0;  ///< over the repetitions; the deviation divides by their number
  };
  std::string column;
  std::vector<Spread> worse;  ///< by how much: positive where the column helps
};

/// Permutation importance as sklearn.inspection.permutation_importance has it, with its permutations for the
/// same `random_state`. The samples are as they were read, with targets.
std::vector<ColumnImportance> permutation_importance(const Ensemble& models, const Dataset& samples,
                                                     std::int64_t repeats, std::uint32_t random_state);

}  // namespace runner
