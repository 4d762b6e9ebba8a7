#pragma once

#include <cstdint>

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// Spoils some targets of the training part, so that a loss can be judged by how little it minds; validation
/// and test stay clean.
struct OutliersConfig : PreprocessorConfig {
  double fraction = 0.1;
  double scale = 10;
  std::int64_t random_state = 0;

  static Spec<OutliersConfig> spec();
  void change_training(Dataset& train, ErrorSink& sink) const override;
};

}  // namespace runner
