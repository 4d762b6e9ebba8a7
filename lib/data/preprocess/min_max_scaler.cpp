#include "data/preprocess/min_max_scaler.h"

#include <algorithm>
#include <limits>

#include "data/preprocess/features.h"
#include "spec/registration.h"

namespace runner {

Spec<MinMaxScalerConfig> MinMaxScalerConfig::spec() {
  using C = MinMaxScalerConfig;
  return Spec<C>("MinMaxScaler", "Each feature gets a given lowest and highest value over the training part.")
      .source("sklearn.preprocessing.MinMaxScaler")
      .formula(
          "x' = x·s + (low - min·s), s = (high - low) / (max - min); a constant feature has s = high - low")
      .field("feature_range", &C::feature_range, "The lowest and the highest value.")
      .field("clip", &C::clip, "Cut values of the other parts to this range too.")
      .check("feature_range", "the first value has to be below the second",
             [](const C& c) { return c.feature_range[0] < c.feature_range[1]; });
}

std::optional<FittedArrays> MinMaxScalerConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  const std::size_t width = train.width();
  const auto first = train.values.first(width);
  std::vector<double> lowest(first.begin(), first.end()), highest = lowest;
  for (std::size_t i = 0; i < train.values.size(); ++i) {
    lowest[i % width] = std::min(lowest[i % width], train.values[i]);
    highest[i % width] = std::max(highest[i % width], train.values[i]);
  }
  std::vector<double> range;
  for (std::size_t j = 0; j < width; ++j) range.push_back(highest[j] - lowest[j]);
  if (!check_spread(range, train.columns, sink)) return std::nullopt;

  const auto [low, high] = feature_range;
  std::vector<double> scale, offset;
  for (std::size_t j = 0; j < width; ++j) {
    const bool constant = range[j] < 10 * std::numeric_limits<double>::epsilon();  // as sklearn decides it
    scale.push_back((high - low) / (constant ? 1 : range[j]));
    offset.push_back(low - lowest[j] * scale[j]);
  }
  return FittedArrays{{"scale", std::move(scale)}, {"min", std::move(offset)}};
}

std::unique_ptr<Transform> MinMaxScalerConfig::transform(const FittedArrays& arrays,
                                                         const FeatureColumns& features) const {
  const std::vector<double>& scale = fitted(arrays, "scale", features.size());
  const std::vector<double>& offset = fitted(arrays, "min", features.size());
  return feature_transform(
      features,
      [scale, offset, limits = feature_range, clip = clip](double value, std::size_t feature) {
        const double scaled = value * scale[feature] + offset[feature];
        return clip ? std::clamp(scaled, limits[0], limits[1]) : scaled;
      },
      [scale, offset](double value, std::size_t feature) {
        return (value - offset[feature]) / scale[feature];
      });
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, MinMaxScalerConfig>();

}  // namespace runner
