#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tensor/fit.h"
#include "tensor/matrix.h"

namespace runner {

/// Samples with their targets, in double whatever the run's dtype.
struct Dataset {
  Shape sample_shape;                      ///< {features} for a table
  std::vector<std::string> feature_names;  ///< one per feature
  Index rows = 0;
  std::vector<double> features;  ///< rows × size_of(sample_shape), row by row

  std::vector<std::string> class_names;  ///< in order of their index; empty where the target is no class
  std::vector<std::int32_t> classes;     ///< one per row, where the target is a class index
  Index target_columns = 0;              ///< otherwise: columns of `targets`
  std::vector<double> targets;           ///< rows × target_columns; a binary class is one column of 0 and 1

  std::vector<std::int64_t> groups;  ///< one per row where rows belong together: the same number; else empty

  /// What a loss wants to know of the targets; over all rows, of which there is one at least.
  TargetInfo target_info() const;
  /// The chosen rows, in that order.
  Dataset select(std::span<const std::int64_t> rows_chosen) const;
};

/// "x0", "x1", …: names for features that have none.
std::vector<std::string> numbered_names(Index count);

/// The parts of a data set. `validation` and `test` may have no rows.
struct DataParts {
  Dataset train, validation, test;
};

}  // namespace runner
