#pragma once

#include <array>

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.preprocessing.RobustScaler: each feature minus its median, divided by the range between two
/// quantiles.
struct RobustScalerConfig : PreprocessorConfig {
  bool with_centering = true;
  bool with_scaling = true;
  std::array<double, 2> quantile_range = {25, 75};
  bool unit_variance = false;

  static Spec<RobustScalerConfig> spec();
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
