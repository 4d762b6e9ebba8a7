#include "data/preprocess/simple_imputer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "data/preprocess/features.h"

namespace runner {

namespace {

double median_of(const std::vector<double>& sorted) {
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/// Of several the smallest.
double most_frequent_of(const std::vector<double>& sorted) {
  double best = sorted.front();
  std::size_t most = 0;
  for (std::size_t i = 0, end = 0; i < sorted.size(); i = end) {
    while (end < sorted.size() && sorted[end] == sorted[i]) ++end;
    if (end - i <= most) continue;
    most = end - i;
    best = sorted[i];
  }
  return best;
}

/// Of the values that are there, of which there is one at least.
double statistic(MissingStrategy strategy, std::vector<double> present) {
  if (strategy == MissingStrategy::mean) {
    double sum = 0;
    for (const double value : present) sum += value;
    return sum / static_cast<double>(present.size());
  }
  std::ranges::sort(present);
  return strategy == MissingStrategy::median ? median_of(present) : most_frequent_of(present);
}

/// What needs no training part; nothing where it is learnt, or where there is nothing to fill in.
std::optional<double> known_value(const MissingRule& rule, const FeatureColumn& column) {
  if (column.categories.empty())
    return rule.strategy == MissingStrategy::constant ? rule.number() : std::nullopt;
  const auto added = rule.category();
  const auto found = added ? std::ranges::find(column.categories, *added) : column.categories.end();
  if (found == column.categories.end()) return std::nullopt;
  return static_cast<double>(found - column.categories.begin());
}

/// Whether a statistic of the training part fills in what is missing in such a column.
bool is_learnt(const MissingRule& rule, const FeatureColumn& column) {
  if (rule.strategy == MissingStrategy::most_frequent) return true;
  return column.categories.empty() &&
         (rule.strategy == MissingStrategy::mean || rule.strategy == MissingStrategy::median);
}

}  // namespace

std::optional<FittedArrays> SimpleImputerConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  std::vector<double> filled, statistics;
  for (std::size_t j = 0; j < train.width(); ++j) {
    const FeatureColumn& column = train.columns[j];
    const MissingRule rule = missing_rule(missing, column.name);
    auto value = known_value(rule, column);
    if (is_learnt(rule, column)) {
      std::vector<double> present = column_of(train, j);
      std::erase_if(present, [](double x) { return std::isnan(x); });
      if (present.empty()) {
        sink.error(
            "missing",
            fmt::format("column '{}' has no value in the training part, from which others could be filled "
                        "in; leave it out, or write 'columns: {{{}: constant}}'",
                        column.name, column.name));
        return std::nullopt;
      }
      value = statistic(rule.strategy, std::move(present));
    }
    if (!value) continue;
    filled.push_back(static_cast<double>(j));
    statistics.push_back(*value);
  }
  return FittedArrays{{"columns", std::move(filled)}, {"statistics", std::move(statistics)}};
}

std::unique_ptr<Transform> SimpleImputerConfig::transform(const FittedArrays& arrays,
                                                          const FeatureColumns& features) const {
  const std::vector<double>& filled = fitted(arrays, "columns");
  const std::vector<double>& statistics = fitted(arrays, "statistics", filled.size());
  std::vector<double> values(features.size(), std::numeric_limits<double>::quiet_NaN());
  for (std::size_t k = 0; k < filled.size(); ++k) {
    if (!(filled[k] >= 0 && filled[k] < static_cast<double>(features.size())))
      throw std::runtime_error("'columns' are not positions of the source's columns");
    values[static_cast<std::size_t>(filled[k])] = statistics[k];
  }
  return feature_transform(features, [values = std::move(values)](double value, std::size_t feature) {
    return std::isnan(value) ? values[feature] : value;
  });
}

}  // namespace runner
