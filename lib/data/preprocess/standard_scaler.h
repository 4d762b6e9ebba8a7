#pragma once

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.preprocessing.StandardScaler: each feature minus its mean, divided by its standard deviation.
struct StandardScalerConfig : PreprocessorConfig {
  bool with_mean = true;
  bool with_std = true;

  static Spec<StandardScalerConfig> spec();
  std::unique_ptr<Transform> fit(const Dataset& train, ErrorSink& sink) const override;
};

}  // namespace runner
