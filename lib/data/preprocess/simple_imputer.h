#pragma once

#include <utility>

#include "data/missing.h"
#include "data/preprocessor.h"

namespace runner {

/// sklearn.impute.SimpleImputer for each column by its own rule. It is made of a source's `missing`, and is
/// no component: cells are filled in before anything else, and whether they may be missing is for the source
/// to say.
struct SimpleImputerConfig : PreprocessorConfig {
  static constexpr std::string_view type = "SimpleImputer";
  explicit SimpleImputerConfig(MissingConfig config) : missing(std::move(config)) {}

  MissingConfig missing;

  bool takes_categories() const override { return true; }
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
