#pragma once

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.preprocessing.StandardScaler: each feature minus its mean, divided by its standard deviation.
struct StandardScalerConfig : PreprocessorConfig {
  bool with_mean = true;
  bool with_std = true;

  static Spec<StandardScalerConfig> spec();
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
