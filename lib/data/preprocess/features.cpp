#include "data/preprocess/features.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace runner {

bool check_spread(const std::vector<double>& spread, const FeatureColumns& columns, ErrorSink& sink) {
  for (std::size_t i = 0; i < spread.size(); ++i) {
    if (std::isfinite(spread[i])) continue;
    sink.error("", fmt::format("the values of feature '{}' are too far apart to be scaled", columns[i].name));
    return false;
  }
  return true;
}

std::optional<std::int64_t> subsampled(const Subsample& subsample, std::int64_t rows) {
  const auto* some = std::get_if<std::int64_t>(&subsample);
  return some && *some < rows ? std::optional(*some) : std::nullopt;
}

std::vector<double> column_of(const FeatureRows& data, std::size_t feature) {
  std::vector<double> values;
  values.reserve(data.rows());
  for_each_row(data, [&](std::span<const double> row) { values.push_back(row[feature]); });
  return values;
}

std::vector<double> column_of(const FeatureRows& data, std::size_t feature,
                              std::span<const std::int64_t> rows) {
  std::vector<double> values;
  values.reserve(rows.size());
  for (const std::int64_t row : rows)
    values.push_back(data.values[static_cast<std::size_t>(row) * data.width() + feature]);
  return values;
}

Moments moments(const FeatureRows& data) {
  const std::size_t width = data.width();
  const double rows = static_cast<double>(data.rows());
  std::vector<double> mean(width), off(width), square(width);
  for_each_row(data, [&](std::span<const double> row) {
    for (std::size_t j = 0; j < width; ++j) mean[j] += row[j];
  });
  for (double& value : mean) value /= rows;
  for_each_row(data, [&](std::span<const double> row) {
    for (std::size_t j = 0; j < width; ++j) {
      const double difference = row[j] - mean[j];
      off[j] += difference;
      square[j] += difference * difference;
    }
  });
  for (std::size_t j = 0; j < width; ++j) square[j] = (square[j] - off[j] * off[j] / rows) / rows;
  return {std::move(mean), std::move(square)};
}

bool is_constant_feature(double variance, double mean, double rows) {
  constexpr double eps = std::numeric_limits<double>::epsilon();
  const double error = rows * mean * eps;
  return variance <= rows * eps * variance + error * error;
}

std::vector<double> standard_scale(const Moments& of, double rows) {
  std::vector<double> scale;
  for (std::size_t j = 0; j < of.mean.size(); ++j) {
    const bool constant = is_constant_feature(of.variance[j], of.mean[j], rows);
    scale.push_back(constant ? 1 : std::sqrt(of.variance[j]));
  }
  return scale;
}

double nonzero_scale(double spread) {
  return spread < 10 * std::numeric_limits<double>::epsilon() ? 1 : spread;
}

std::unique_ptr<Transform> centered_and_scaled(const FeatureColumns& features,
                                               const std::vector<double>& center, bool centers,
                                               const std::vector<double>& scale, bool scales) {
  return feature_transform(
      features,
      [center, scale, centers, scales](double value, std::size_t feature) {
        if (centers) value -= center[feature];
        return scales ? value / scale[feature] : value;
      },
      [center, scale, centers, scales](double value, std::size_t feature) {
        if (scales) value *= scale[feature];
        return centers ? value + center[feature] : value;
      });
}

}  // namespace runner
