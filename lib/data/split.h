#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "data/dataset.h"
#include "spec/complaints.h"
#include "spec/spec.h"

namespace runner {

/// How rows are divided into training, validation and test, as scikit-learn's `train_test_split` does: the
/// test part is split off first, then the validation part from what is left.
struct SplitConfig {
  double validation = 0;  ///< below 1 a fraction of all rows, rounded up; from 1 on a number of rows
  double test = 0;
  bool shuffle = true;
  std::optional<bool> stratify;  ///< keep the shares of the classes; by default where the target is a class
  std::int64_t random_state = 0;

  static Spec<SplitConfig> spec();
};

/// Row numbers of each part, or nothing after a complaint.
struct SplitRows {
  std::vector<std::int64_t> train, validation, test;
};
std::optional<SplitRows> split_rows(const SplitConfig& config, const Dataset& data, Complaints& complaints);

}  // namespace runner
