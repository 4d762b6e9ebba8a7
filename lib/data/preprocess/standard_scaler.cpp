#include "data/preprocess/standard_scaler.h"

#include "data/preprocess/features.h"
#include "spec/registration.h"

namespace runner {

Spec<StandardScalerConfig> StandardScalerConfig::spec() {
  using C = StandardScalerConfig;
  return Spec<C>("StandardScaler",
                 "Each feature gets mean 0 and standard deviation 1 over the training part.")
      .source("sklearn.preprocessing.StandardScaler")
      .formula("x' = (x - mean) / std, where std² = Σ(x - mean)² / n; a constant feature is divided by 1")
      .field("with_mean", &C::with_mean, "Subtract the mean.")
      .field("with_std", &C::with_std, "Divide by the standard deviation.");
}

std::optional<FittedArrays> StandardScalerConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  Moments found = moments(train);
  if (!check_spread(found.variance, train.columns, sink)) return std::nullopt;
  std::vector<double> scale = standard_scale(found, static_cast<double>(train.rows()));
  return FittedArrays{{"mean", std::move(found.mean)}, {"scale", std::move(scale)}};
}

std::unique_ptr<Transform> StandardScalerConfig::transform(const FittedArrays& arrays,
                                                           const FeatureColumns& features) const {
  return centered_and_scaled(features, fitted(arrays, "mean", features.size()), with_mean,
                             fitted(arrays, "scale", features.size()), with_std);
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, StandardScalerConfig>();

}  // namespace runner
