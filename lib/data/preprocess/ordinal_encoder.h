#pragma once

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.preprocessing.OrdinalEncoder: a column of categories becomes one feature, their number.
struct OrdinalEncoderConfig : PreprocessorConfig {
  std::optional<std::vector<std::vector<std::string>>> categories;

  static Spec<OrdinalEncoderConfig> spec();
  bool takes_categories() const override { return true; }
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;

 private:
  bool check_columns(const FeatureColumns& features, ErrorSink& sink) const;
  /// Where `categories` has the list of a feature; nothing after an error.
  std::optional<std::size_t> list_of(const FeatureColumns& features, std::size_t feature,
                                     ErrorSink& sink) const;
};

}  // namespace runner
