#pragma once

#include <memory>
#include <string_view>

#include "data/dataset.h"
#include "model/transform.h"
#include "spec/error_sink.h"

namespace runner {

/// A transformation of the data, fitted on the training part; names and formulas are scikit-learn's.
struct PreprocessorConfig {
  static constexpr std::string_view kind = "preprocessor";
  static constexpr std::string_view plural = "preprocessors";
  virtual ~PreprocessorConfig() = default;

  /// Learns from the training part, which has rows, what is then done to every part. Null after an error, or
  /// where the other parts stay as they are.
  virtual std::unique_ptr<Transform> fit(const Dataset& /*train*/, ErrorSink& /*sink*/) const {
    return nullptr;
  }
  /// Before that: changes the training part alone.
  virtual void change_training(Dataset& /*train*/, ErrorSink& /*sink*/) const {}
};

}  // namespace runner
