#pragma once

#include <array>
#include <cstdint>

#include "data/preprocess/features.h"
#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

enum class OutputDistribution { uniform, normal };
constexpr auto choice_names(OutputDistribution) {
  return std::array<std::string_view, 2>{"uniform", "normal"};
}

/// sklearn.preprocessing.QuantileTransformer: each feature by its rank in the training part.
struct QuantileTransformerConfig : PreprocessorConfig {
  std::int64_t n_quantiles = 1000;
  OutputDistribution output_distribution = OutputDistribution::uniform;
  Subsample subsample = 10'000;
  std::int64_t random_state = 0;

  static Spec<QuantileTransformerConfig> spec();
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
