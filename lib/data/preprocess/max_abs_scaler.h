#pragma once

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.preprocessing.MaxAbsScaler: each feature divided by its largest absolute value.
struct MaxAbsScalerConfig : PreprocessorConfig {
  bool clip = false;

  static Spec<MaxAbsScalerConfig> spec();
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
