#include "data/preprocess/max_abs_scaler.h"

#include <algorithm>
#include <cmath>

#include "data/preprocess/features.h"
#include "spec/registration.h"

namespace runner {

Spec<MaxAbsScalerConfig> MaxAbsScalerConfig::spec() {
  using C = MaxAbsScalerConfig;
  return Spec<C>("MaxAbsScaler",
                 "Each feature is divided by its largest absolute value over the training part; 0 stays 0.")
      .source("sklearn.preprocessing.MaxAbsScaler")
      .formula("x' = x / max|x|; a feature of zeros is divided by 1")
      .field("clip", &C::clip, "Cut values of the other parts to [-1, 1] too.");
}

std::optional<FittedArrays> MaxAbsScalerConfig::fit(const FeatureRows& train, ErrorSink& /*sink*/) const {
  std::vector<double> largest(train.width());
  for_each_row(train, [&](std::span<const double> row) {
    for (std::size_t j = 0; j < row.size(); ++j) largest[j] = std::max(largest[j], std::abs(row[j]));
  });
  std::ranges::transform(largest, largest.begin(), nonzero_scale);
  return FittedArrays{{"scale", std::move(largest)}};
}

std::unique_ptr<Transform> MaxAbsScalerConfig::transform(const FittedArrays& arrays,
                                                         const FeatureColumns& features) const {
  const std::vector<double>& scale = fitted(arrays, "scale", features.size());
  return feature_transform(
      features,
      [scale, cut = clip](double value, std::size_t feature) {
        const double scaled = value / scale[feature];
        return cut ? std::clamp(scaled, -1.0, 1.0) : scaled;
      },
      [scale](double value, std::size_t feature) { return value * scale[feature]; });
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, MaxAbsScalerConfig>();

}  // namespace runner
