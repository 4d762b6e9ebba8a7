#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/feature_column.h"
#include "model/transform.h"
#include "tensor/matrix.h"

namespace runner {

/// What one step has learnt; `type` is its component's: "StandardScaler".
struct FittedStep {
  std::string type;
  FittedArrays arrays;

  bool operator==(const FittedStep&) const = default;
};

/// All that has to be known beside configuration and weights to use a network on other samples: what was
/// read, what was learnt from the training part, and what outputs stand for. A run keeps it in its folder.
struct FittedData {
  Shape sample_shape;                     ///< of a sample as the source has it: {columns} for a table
  Index training_rows = 0;                ///< from how many was learnt
  FeatureColumns columns;                 ///< of the source, one per value of a sample
  std::vector<FittedStep> steps;          ///< in the order in which they are done to features
  FeatureColumns features;                ///< what becomes of `columns`: the network's inputs
  std::vector<std::string> target_names;  ///< of the target's columns
  bool target_is_input = false;           ///< these are `features` then
  std::vector<std::string> class_names;   ///< in order of their index; empty where the target is no class
  std::vector<Index> class_rows;          ///< of each class in what was learnt from
  std::vector<FittedStep> target_steps;   ///< done to a target of numbers before it is trained on

  bool operator==(const FittedData&) const = default;
};

/// As JSON to be read by people too, and back. Throws std::runtime_error where a text is no such thing.
std::string fitted_data_text(const FittedData& data);
FittedData parse_fitted_data(std::string_view text);

}  // namespace runner
