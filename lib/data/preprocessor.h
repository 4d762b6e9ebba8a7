#pragma once

#include <memory>
#include <string_view>

#include "data/dataset.h"
#include "spec/error_sink.h"

namespace runner {

/// A transformation of the data, fitted on the training part; names and formulas are scikit-learn's.
struct PreprocessorConfig {
  static constexpr std::string_view kind = "preprocessor";
  static constexpr std::string_view plural = "preprocessors";
  virtual ~PreprocessorConfig() = default;

  /// Fits on `parts.train`, which has rows, and transforms every part in place; or reports why not.
  virtual void fit_transform(DataParts& parts, ErrorSink& sink) const = 0;
};

}  // namespace runner
