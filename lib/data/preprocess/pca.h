#pragma once

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.decomposition.PCA: the directions in which the features vary most, all of them exactly.
struct PCAConfig : PreprocessorConfig {
  std::optional<double> n_components;
  bool whiten = false;

  static Spec<PCAConfig> spec();
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
