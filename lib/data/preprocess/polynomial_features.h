#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.preprocessing.PolynomialFeatures: the features, and their products up to a degree.
struct PolynomialFeaturesConfig : PreprocessorConfig {
  std::variant<std::int64_t, std::array<std::int64_t, 2>> degree = 2;
  bool interaction_only = false;
  bool include_bias = true;

  static Spec<PolynomialFeaturesConfig> spec();
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;

  std::array<std::int64_t, 2> degrees() const;  ///< the smallest and the largest
};

}  // namespace runner
