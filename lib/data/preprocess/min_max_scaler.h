#pragma once

#include <array>

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.preprocessing.MinMaxScaler: each feature of the training part gets the given lowest and highest
/// value.
struct MinMaxScalerConfig : PreprocessorConfig {
  std::array<double, 2> feature_range = {0, 1};
  bool clip = false;

  static Spec<MinMaxScalerConfig> spec();
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
