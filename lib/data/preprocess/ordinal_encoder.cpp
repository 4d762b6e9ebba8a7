#include "data/preprocess/ordinal_encoder.h"

#include <fmt/format.h>

#include <algorithm>

#include "spec/registration.h"

namespace runner {

Spec<OrdinalEncoderConfig> OrdinalEncoderConfig::spec() {
  using C = OrdinalEncoderConfig;
  return Spec<C>(
             "OrdinalEncoder",
             "A column of categories becomes one feature, their number from 0, instead of one per category.")
      .source("sklearn.preprocessing.OrdinalEncoder")
      .field("categories", &C::categories,
             "The categories in their order, a list for each of 'columns': [[small, medium, large]]. By "
             "default they are sorted.");
}

bool OrdinalEncoderConfig::check_columns(const FeatureColumns& features, ErrorSink& sink) const {
  for (const FeatureColumn& feature : features) {
    if (!columns || !feature.categories.empty()) continue;
    const auto named = std::ranges::find(*columns, feature.name);
    if (named == columns->end()) {  // one of those that a column became
      sink.error("columns", fmt::format("feature '{}' is 0 or 1 already: an earlier step wanted numbers, and "
                                        "OrdinalEncoder has to stand before it",
                                        feature.name));
      return false;
    }
    sink.error(fmt::format("columns.{}", named - columns->begin()),
               fmt::format("feature '{}' holds numbers; if they stand for categories, name it in "
                           "'data.categorical' too",
                           feature.name));
    return false;
  }
  const auto with_categories = static_cast<std::size_t>(
      std::ranges::count_if(features, [](const auto& feature) { return !feature.categories.empty(); }));
  if (!categories || categories->size() == with_categories) return true;
  sink.error("categories", fmt::format("expected a list for each of the {} columns with categories, not {}",
                                       with_categories, categories->size()));
  return false;
}

std::optional<std::size_t> OrdinalEncoderConfig::list_of(const FeatureColumns& features, std::size_t feature,
                                                         ErrorSink& sink) const {
  std::size_t list = 0;
  if (columns) {
    list = static_cast<std::size_t>(std::ranges::find(*columns, features[feature].name) - columns->begin());
  } else {
    for (std::size_t j = 0; j < feature; ++j) list += features[j].categories.empty() ? 0 : 1;
  }
  const std::vector<std::string>& order = (*categories)[list];
  for (const std::string& category : features[feature].categories) {
    if (std::ranges::count(order, category) == 1) continue;
    sink.error(
        fmt::format("categories.{}", list),
        fmt::format("column '{}' has the category '{}', which {} here", features[feature].name, category,
                    std::ranges::find(order, category) == order.end() ? "is not" : "is twice"));
    return std::nullopt;
  }
  return list;
}

std::optional<FittedArrays> OrdinalEncoderConfig::fit(const FeatureRows& train, ErrorSink& sink) const {
  if (!check_columns(train.columns, sink)) return std::nullopt;
  std::vector<double> codes;
  for (std::size_t j = 0; j < train.width(); ++j) {
    const std::vector<std::string>& own = train.columns[j].categories;
    const std::vector<std::string>* order = &own;
    if (categories && !own.empty()) {
      const auto list = list_of(train.columns, j, sink);
      if (!list) return std::nullopt;
      order = &(*categories)[*list];
    }
    for (const std::string& category : own)
      codes.push_back(static_cast<double>(std::ranges::find(*order, category) - order->begin()));
  }
  return FittedArrays{{"codes", std::move(codes)}};
}

std::unique_ptr<Transform> OrdinalEncoderConfig::transform(const FittedArrays& arrays,
                                                           const FeatureColumns& features) const {
  FeatureColumns made;
  std::vector<std::vector<double>> codes;
  std::size_t count = 0;
  for (const FeatureColumn& feature : features) count += feature.categories.size();
  auto next = fitted(arrays, "codes", count).begin();
  for (const FeatureColumn& feature : features) {
    made.push_back({feature.name});
    const auto end = next + static_cast<std::ptrdiff_t>(feature.categories.size());
    codes.emplace_back(next, end);
    next = end;
  }
  if (count == 0) return nullptr;
  return feature_transform(std::move(made), [codes = std::move(codes)](double value, std::size_t feature) {
    return codes[feature].empty() ? value : codes[feature][static_cast<std::size_t>(value)];
  });
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, OrdinalEncoderConfig>();

}  // namespace runner
