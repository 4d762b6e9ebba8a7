#include "data/preprocess/standard_scaler.h"

#include <cmath>
#include <limits>

#include "data/preprocess/features.h"
#include "spec/registration.h"

namespace runner {

namespace {

struct Moments {
  std::vector<double> mean, variance;
};

/// The corrected two-pass algorithm of Chan, Golub and LeVeque 1983.
Moments moments(const FeatureRows& data) {
  const std::size_t width = data.width();
  const double rows = static_cast<double>(data.rows());
  std::vector<double> mean(width), off(width), square(width);
  for (std::size_t i = 0; i < data.values.size(); ++i) mean[i % width] += data.values[i];
  for (double& value : mean) value /= rows;
  for (std::size_t i = 0; i < data.values.size(); ++i) {
    const double difference = data.values[i] - mean[i % width];
    off[i % width] += difference;
    square[i % width] += difference * difference;
  }
  for (std::size_t j = 0; j < width; ++j) square[j] = (square[j] - off[j] * off[j] / rows) / rows;
  return {std::move(mean), std::move(square)};
}

/// sklearn's _is_constant_feature: a variance that is rounding error alone counts as zero.
bool is_constant(double variance, double mean, double rows) {
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const double error = rows * mean * eps;
  return variance <= rows * eps * variance + error * error;
}

}  // namespace

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
  Moments fitted = moments(train);
  if (!check_spread(fitted.variance, train.columns, sink)) return std::nullopt;
  std::vector<double> scale;
  for (std::size_t j = 0; j < fitted.mean.size(); ++j) {
    const double variance = fitted.variance[j];
    const bool constant = is_constant(variance, fitted.mean[j], static_cast<double>(train.rows()));
    scale.push_back(constant ? 1 : std::sqrt(variance));
  }
  return FittedArrays{{"mean", std::move(fitted.mean)}, {"scale", std::move(scale)}};
}

std::unique_ptr<Transform> StandardScalerConfig::transform(const FittedArrays& arrays,
                                                           const FeatureColumns& features) const {
  const std::vector<double>& mean = fitted(arrays, "mean", features.size());
  const std::vector<double>& scale = fitted(arrays, "scale", features.size());
  return feature_transform(
      features,
      [mean, scale, with_mean = with_mean, with_std = with_std](double value, std::size_t feature) {
        if (with_mean) value -= mean[feature];
        return with_std ? value / scale[feature] : value;
      },
      [mean, scale, with_mean = with_mean, with_std = with_std](double value, std::size_t feature) {
        if (with_std) value *= scale[feature];
        return with_mean ? value + mean[feature] : value;
      });
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, StandardScalerConfig>();

}  // namespace runner
