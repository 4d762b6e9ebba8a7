#include "data/preprocess/power_transformer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "data/preprocess/features.h"
#include "data/preprocess/minimize.h"
#include "spec/registration.h"

// The power is that of the largest likelihood, if what it gives were normally distributed; one number, found
// by Brent's method between the same limits as scipy 1.17 does it.

namespace runner {

namespace {

using Limits = std::numeric_limits<double>;

/// (f^power - 1) / power of a number of which this is the logarithm.
double power_of(double logarithm, double power) {
  return std::abs(power) < Limits::epsilon() ? logarithm : std::expm1(power * logarithm) / power;
}

double yeo_johnson(double x, double lambda) {
  return x >= 0 ? power_of(std::log1p(x), lambda) : -power_of(std::log1p(-x), 2 - lambda);
}

double yeo_johnson_inverse(double y, double lambda) {
  const double power = y >= 0 ? lambda : 2 - lambda, size = std::abs(y);
  const double x =
      std::abs(power) < Limits::epsilon() ? std::expm1(size) : std::expm1(std::log1p(size * power) / power);
  return y >= 0 ? x : -x;
}

double box_cox(double x, double lambda) {
  return power_of(std::log(x), lambda);
}

double box_cox_inverse(double y, double lambda) {
  return std::abs(lambda) < Limits::epsilon() ? std::exp(y) : std::exp(std::log1p(lambda * y) / lambda);
}

double variance_of(const std::vector<double>& values) {
  const double rows = static_cast<double>(values.size());
  double mean = 0, square = 0;
  for (const double value : values) mean += value;
  mean /= rows;
  for (const double value : values) square += (value - mean) * (value - mean);
  return square / rows;
}

/// The negative logarithm of the likelihood: `slope` is the sum of the logarithms of the derivative's base.
template <class Power>
double unlikelihood(const std::vector<double>& values, double lambda, double slope, const Power& power,
                    std::vector<double>& made) {
  std::ranges::transform(values, made.begin(), [&](double x) { return power(x, lambda); });
  const double variance = variance_of(made);
  const double half = static_cast<double>(values.size()) / 2;
  const double likelihood = (lambda - 1) * slope - half * std::log(variance);
  // So little variance is no number any more: nothing to look for there.
  return variance >= Limits::min() && std::isfinite(likelihood) ? -likelihood : Limits::infinity();
}

/// The powers for which nothing over- or underflows, also of values twenty times as large.
std::pair<double, double> yeo_johnson_limits(const std::vector<double>& values) {
  const auto [lowest, highest] = std::ranges::minmax(values);
  const double largest = std::log1p(20 * std::max(std::abs(lowest), std::abs(highest)));
  const double eps = std::log(Limits::epsilon());
  const double low = (std::log(Limits::min()) - eps) / 2 / largest;
  const double high = (std::log(Limits::max()) + eps) / 2 / largest;
  if (highest < 0) return {2 - high, 2 - low};
  if (lowest < 0) return {std::max(2 - high, low), std::min(2 - low, high)};
  return {low, high};
}

double yeo_johnson_power(const std::vector<double>& values) {
  double slope = 0;
  for (const double x : values) slope += std::copysign(std::log1p(std::abs(x)), x);
  std::vector<double> made(values.size());
  const auto [low, high] = yeo_johnson_limits(values);
  constexpr double tolerance = 1.48e-8;
  return minimum_between(
      [&](double lambda) { return unlikelihood(values, lambda, slope, yeo_johnson, made); }, low, high,
      tolerance);
}

double box_cox_power(const std::vector<double>& values) {
  double slope = 0;
  for (const double x : values) slope += std::log(x);
  std::vector<double> made(values.size());
  return brent([&](double lambda) { return unlikelihood(values, lambda, slope, box_cox, made); }, -2, 2);
}

/// What StandardScaler learns from the transformed values.
void standardize_by(std::vector<double> values, std::vector<double>& mean, std::vector<double>& scale) {
  const FeatureColumns one(1);
  const Moments found = moments({one, values});
  mean.push_back(found.mean.front());
  scale.push_back(standard_scale(found, static_cast<double>(values.size())).front());
}

}  // namespace

Spec<PowerTransformerConfig> PowerTransformerConfig::spec() {
  using C = PowerTransformerConfig;
  return Spec<C>("PowerTransformer",
                 "Each feature is raised to the power that makes it most like a normal distribution.")
      .source("sklearn.preprocessing.PowerTransformer; Yeo & Johnson 2000, Box & Cox 1964")
      .formula(
          "x' = ((1 + x)^λ - 1) / λ from 0 up, -((1 - x)^(2-λ) - 1) / (2 - λ) below; box-cox: (x^λ - 1) / λ")
      .field("method", &C::method, "yeo-johnson takes every number, box-cox numbers above 0.")
      .field("standardize", &C::standardize, "Then subtract the mean and divide by the standard deviation.");
}

std::optional<FittedArrays> PowerTransformerConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  const Moments found = moments(train);
  const bool by_box_cox = method == PowerMethod::box_cox;
  std::vector<double> lambdas, mean, scale;
  for (std::size_t j = 0; j < train.width(); ++j) {
    std::vector<double> values = column_of(train, j);
    const bool constant =
        is_constant_feature(found.variance[j], found.mean[j], static_cast<double>(train.rows()));
    if (by_box_cox && std::ranges::all_of(values, [&](double x) { return x == values.front(); })) {
      sink.error("", fmt::format("feature '{}' has one value only, to which no power can be fitted; leave it "
                                 "out of 'columns'",
                                 train.columns[j].name));
      return std::nullopt;
    }
    const double lambda = by_box_cox ? box_cox_power(values) : (constant ? 1 : yeo_johnson_power(values));
    lambdas.push_back(lambda);
    for (double& value : values) value = by_box_cox ? box_cox(value, lambda) : yeo_johnson(value, lambda);
    if (standardize) standardize_by(std::move(values), mean, scale);
  }
  mean.resize(train.width(), 0);
  scale.resize(train.width(), 1);
  if (!check_spread(scale, train.columns, sink)) return std::nullopt;
  return FittedArrays{
      {"lambdas", std::move(lambdas)}, {"mean", std::move(mean)}, {"scale", std::move(scale)}};
}

std::unique_ptr<Transform> PowerTransformerConfig::transform(const FittedArrays& arrays,
                                                             const FeatureColumns& features) const {
  const std::vector<double>& lambdas = fitted(arrays, "lambdas", features.size());
  const std::vector<double>& mean = fitted(arrays, "mean", features.size());
  const std::vector<double>& scale = fitted(arrays, "scale", features.size());
  const bool by_box_cox = method == PowerMethod::box_cox;
  return feature_transform(
      features,
      [lambdas, mean, scale, by_box_cox](double value, std::size_t feature) {
        const double lambda = lambdas[feature];
        const double made = by_box_cox ? box_cox(value, lambda) : yeo_johnson(value, lambda);
        return (made - mean[feature]) / scale[feature];
      },
      [lambdas, mean, scale, by_box_cox](double value, std::size_t feature) {
        const double lambda = lambdas[feature], made = value * scale[feature] + mean[feature];
        return by_box_cox ? box_cox_inverse(made, lambda) : yeo_johnson_inverse(made, lambda);
      });
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, PowerTransformerConfig>();

}  // namespace runner
