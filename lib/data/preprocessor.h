#pragma once

#include <memory>
#include <string_view>

#include "data/dataset.h"

namespace runner {

/// A transformation of the features, fitted on the training part; names and formulas are scikit-learn's.
struct PreprocessorConfig {
  static constexpr std::string_view kind = "preprocessor";
  static constexpr std::string_view plural = "preprocessors";
  virtual ~PreprocessorConfig() = default;

  /// Fits on `parts.train` and transforms every part in place.
  virtual void fit_transform(DataParts& parts) const = 0;
};

}  // namespace runner
