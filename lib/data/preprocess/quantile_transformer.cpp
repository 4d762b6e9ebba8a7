#include "data/preprocess/quantile_transformer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/memory.h"
#include "base/random.h"
#include "data/preprocess/features.h"
#include "spec/registration.h"
#include "statistics/distributions.h"
#include "statistics/quantiles.h"

namespace runner {

namespace {

/// sklearn's BOUNDS_THRESHOLD: what is this near to an end is at it.
constexpr double near_end = 1e-7;

/// The line through (x0, y0) and (x1, y1).
double between(double x, double x0, double x1, double y0, double y1) {
  return (y1 - y0) / (x1 - x0) * (x - x0) + y0;
}

/// numpy.interp; of several equal `xs` the last.
double interpolated(double x, std::span<const double> xs, std::span<const double> ys) {
  if (x >= xs.back()) return ys.back();
  const auto after = static_cast<std::size_t>(std::ranges::upper_bound(xs, x) - xs.begin());
  if (after == 0) return ys.front();
  const std::size_t i = after - 1;
  return xs[i] == x ? ys[i] : between(x, xs[i], xs[i + 1], ys[i], ys[i + 1]);
}

/// The same from the other end: of several equal `xs` the first.
double interpolated_backwards(double x, std::span<const double> xs, std::span<const double> ys) {
  if (x <= xs.front()) return ys.front();
  const auto i = static_cast<std::size_t>(std::ranges::lower_bound(xs, x) - xs.begin());
  if (i == xs.size()) return ys.back();
  return xs[i] == x ? ys[i] : between(x, xs[i], xs[i - 1], ys[i], ys[i - 1]);
}

double to_uniform(double x, std::span<const double> quantiles, std::span<const double> references,
                  double tolerance) {
  if (std::isnan(x)) return x;
  const double low = quantiles.front(), high = quantiles.back();
  const bool at_low = tolerance > 0 ? x - tolerance < low : x == low;
  const bool at_high = tolerance > 0 ? x + tolerance > high : x == high;
  if (at_low) return 0;
  if (at_high) return 1;
  return 0.5 * (interpolated(x, quantiles, references) + interpolated_backwards(x, quantiles, references));
}

double to_normal(double p) {
  static const double limit = normal_quantile(1 - (near_end - std::numeric_limits<double>::epsilon()));
  static const double other = normal_quantile(near_end - std::numeric_limits<double>::epsilon());
  return std::clamp(normal_quantile(p), other, limit);
}

/// Back from a place between 0 and 1.
double from_uniform(double p, std::span<const double> quantiles, std::span<const double> references,
                    double tolerance) {
  if (std::isnan(p)) return p;  // of a training that diverged
  if (tolerance > 0 ? p - tolerance < 0 : p == 0) return quantiles.front();
  if (tolerance > 0 ? p + tolerance > 1 : p == 1) return quantiles.back();
  return interpolated(p, references, quantiles);
}

}  // namespace

Spec<QuantileTransformerConfig> QuantileTransformerConfig::spec() {
  using C = QuantileTransformerConfig;
  return Spec<C>("QuantileTransformer",
                 "Each feature becomes its rank among the training part's values, between 0 and 1.")
      .source("sklearn.preprocessing.QuantileTransformer")
      .formula("x' = F(x), F linear between the quantiles; normal: the normal distribution's quantile of it")
      .field("n_quantiles", &C::n_quantiles, "Between how many quantiles; no more than there are rows.",
             at_least(1))
      .field("output_distribution", &C::output_distribution, "How the ranks are spread.")
      .field("subsample", &C::subsample,
             "Of more training rows than this a random part of so many decides, or all do.")
      .field("random_state", &C::random_state, "Decides which part.", closed(0, 4294967295.0))
      .check("n_quantiles", "expected no more quantiles than 'subsample' has rows",
             [](const C& c) {
               const auto* rows = std::get_if<std::int64_t>(&c.subsample);
               return !rows || c.n_quantiles <= *rows;
             })
      .check("subsample", subsample_range, [](const C& c) { return is_subsample(c.subsample); });
}

std::optional<FittedArrays> QuantileTransformerConfig::fit(const FeatureRows& train,
                                                           ErrorSink& /*sink*/) const {
  const auto rows = static_cast<std::int64_t>(train.rows());
  const auto count = static_cast<std::size_t>(std::min(n_quantiles, rows));
  const std::size_t width = train.width();
  const std::vector<double> references = count == 1 ? std::vector<double>{0} : linspace(0, 1, count);
  std::vector<std::int64_t> chosen;
  if (const auto some = subsampled(subsample, rows)) {
    chosen = NumpyRandom(static_cast<std::uint32_t>(random_state)).permutation(rows);
    chosen.resize(static_cast<std::size_t>(*some));
  }
  require_memory(
      product_of_sizes({static_cast<std::int64_t>(count), static_cast<std::int64_t>(width), sizeof(double)}));
  std::vector<double> quantiles(count * width);
  for (std::size_t j = 0; j < width; ++j) {
    std::vector<double> values = chosen.empty() ? column_of(train, j) : column_of(train, j, chosen);
    std::ranges::sort(values);
    for (std::size_t i = 0; i < count; ++i)
      quantiles[i * width + j] = quantile(values, references[i] * 100 / 100, QuantileMethod::linear);
  }
  return FittedArrays{{"quantiles", std::move(quantiles), width}, {"references", references}};
}

std::unique_ptr<Transform> QuantileTransformerConfig::transform(const FittedArrays& arrays,
                                                                const FeatureColumns& features) const {
  const std::vector<double>& references = fitted(arrays, "references");
  const std::size_t width = features.size(), count = references.size();
  const std::vector<double>& quantiles = fitted(arrays, "quantiles", count * width);
  std::vector<double> by_feature(quantiles.size());
  for (std::size_t i = 0; i < quantiles.size(); ++i) by_feature[i % width * count + i / width] = quantiles[i];
  const bool normal = output_distribution == OutputDistribution::normal;
  const double tolerance = normal ? near_end : 0;
  return feature_transform(
      features,
      [by_feature, references, tolerance, normal](double value, std::size_t feature) {
        const auto own = std::span(by_feature).subspan(feature * references.size(), references.size());
        const double place = to_uniform(value, own, references, tolerance);
        return normal ? to_normal(place) : place;
      },
      [by_feature, references, tolerance, normal](double value, std::size_t feature) {
        const auto own = std::span(by_feature).subspan(feature * references.size(), references.size());
        return from_uniform(normal ? normal_cdf(value) : value, own, references, tolerance);
      });
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, QuantileTransformerConfig>();

}  // namespace runner
