#pragma once

#include <array>
#include <cstdint>
#include <variant>

#include "data/preprocess/features.h"
#include "data/preprocessor.h"
#include "spec/component.h"
#include "statistics/quantiles.h"

namespace runner {

enum class BinEncoding { onehot, onehot_dense, ordinal };
constexpr auto choice_names(BinEncoding) {
  return std::array<std::string_view, 3>{"onehot", "onehot-dense", "ordinal"};
}
enum class BinStrategy { quantile, uniform, kmeans };
constexpr auto choice_names(BinStrategy) {
  return std::array<std::string_view, 3>{"quantile", "uniform", "kmeans"};
}

/// sklearn.preprocessing.KBinsDiscretizer: each feature by the interval that it falls into.
struct KBinsDiscretizerConfig : PreprocessorConfig {
  std::variant<std::int64_t, std::vector<std::int64_t>> n_bins = 5;
  BinEncoding encode = BinEncoding::onehot;
  BinStrategy strategy = BinStrategy::quantile;
  QuantileMethod quantile_method = QuantileMethod::averaged_inverted_cdf;
  Subsample subsample = 200'000;
  std::int64_t random_state = 0;

  static Spec<KBinsDiscretizerConfig> spec();
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
