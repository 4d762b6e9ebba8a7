#include "data/preprocess/robust_scaler.h"

#include <algorithm>

#include "data/preprocess/features.h"
#include "spec/registration.h"
#include "statistics/distributions.h"
#include "statistics/quantiles.h"

namespace runner {

Spec<RobustScalerConfig> RobustScalerConfig::spec() {
  using C = RobustScalerConfig;
  return Spec<C>(
             "RobustScaler",
             "Each feature gets median 0 and quartiles 1 apart over the training part; outliers have no say.")
      .source("sklearn.preprocessing.RobustScaler")
      .formula("x' = (x - median) / (q_high - q_low); a constant feature is divided by 1")
      .field("with_centering", &C::with_centering, "Subtract the median.")
      .field("with_scaling", &C::with_scaling, "Divide by the range between the quantiles.")
      .field("quantile_range", &C::quantile_range, "The two quantiles, in percent.", closed(0, 100))
      .field("unit_variance", &C::unit_variance,
             "Divide by so much less that a normally distributed feature gets standard deviation 1.")
      .check("quantile_range", "the first quantile has to be below the second",
             [](const C& c) { return c.quantile_range[0] < c.quantile_range[1]; })
      .check("quantile_range", "with unit_variance the quantiles have to be between 0 and 100",
             [](const C& c) {
               return !c.unit_variance || (c.quantile_range[0] > 0 && c.quantile_range[1] < 100);
             });
}

std::optional<FittedArrays> RobustScalerConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  const auto [low, high] = quantile_range;
  const double normal = unit_variance ? normal_quantile(high / 100) - normal_quantile(low / 100) : 1;
  std::vector<double> center, scale;
  for (std::size_t j = 0; j < train.width(); ++j) {
    std::vector<double> values = column_of(train, j);
    std::ranges::sort(values);
    const auto at = [&](double percent) { return quantile(values, percent / 100, QuantileMethod::linear); };
    const std::size_t half = values.size() / 2;
    center.push_back(values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2);
    scale.push_back(nonzero_scale(at(high) - at(low)) / normal);
  }
  if (!check_spread(scale, train.columns, sink)) return std::nullopt;
  return FittedArrays{{"center", std::move(center)}, {"scale", std::move(scale)}};
}

std::unique_ptr<Transform> RobustScalerConfig::transform(const FittedArrays& arrays,
                                                         const FeatureColumns& features) const {
  return centered_and_scaled(features, fitted(arrays, "center", features.size()), with_centering,
                             fitted(arrays, "scale", features.size()), with_scaling);
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, RobustScalerConfig>();

}  // namespace runner
