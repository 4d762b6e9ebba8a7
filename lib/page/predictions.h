#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "metric/column.h"
#include "record/run_folder.h"

namespace runner::page {

/// What a run says about each of its samples at its end, from its predictions.csv.
struct Predictions {
  std::vector<std::string> classes;  ///< empty: targets and predictions are numbers
  std::vector<Part> parts;           ///< per row
  std::vector<double> targets;       ///< per row; of a class its index
  std::vector<double> predictions;   ///< per row
  std::vector<float> probabilities;  ///< rows × classes; empty where they were not recorded

  std::size_t size() const { return parts.size(); }
  /// The part that says most about new samples: test, else validation, else training.
  Part held_back() const;
};

/// Counts of a part, `[target * classes + prediction]`.
std::vector<std::int64_t> confusion_of(const Predictions& predictions, Part part);

/// Nothing where the run has no such file, or one of several targets or outputs. Throws DamagedRuns,
/// FileError.
std::optional<Predictions> read_predictions(const std::filesystem::path& folder, const RunResult& run);

}  // namespace runner::page
