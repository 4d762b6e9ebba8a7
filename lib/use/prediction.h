#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "use/decision.h"
#include "use/input_table.h"
#include "use/outputs.h"

namespace runner {

/// What stands in a table of predictions beside them.
struct PredictionOptions {
  bool probabilities = false;                    ///< a column for each class
  std::size_t top = 0;                           ///< the most probable classes, each with its probability
  std::optional<std::vector<std::string>> keep;  ///< of the file's columns; by default all
  std::optional<double> threshold;               ///< above which the second of two classes is taken; 0.5
};

/// Throws Refused where the options ask for what this model's answers have not.
void check_options(const PredictionOptions& options, const Decision& decision);

/// The rows of the file, each with what is predicted for it, as CSV. Throws Refused where the file
/// has no column that is to be kept, or has one of the name of a column that is added.
/// `errors`: of each row how far an autoencoder's outputs are from it, the last column; else empty.
std::string prediction_table(const InputTable& table, const Outputs& outputs, const Decision& decision,
                             const PredictionOptions& options, const std::vector<double>& errors = {});

}  // namespace runner
