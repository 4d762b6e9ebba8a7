#pragma once

#include "data/preprocessor.h"

namespace runner {

/// sklearn.preprocessing.OneHotEncoder with the categories that the source found: each becomes a feature of 0
/// and 1, `column=category`. It is done to whatever is not encoded otherwise, and is no component.
struct OneHotEncoderConfig : PreprocessorConfig {
  static constexpr std::string_view type = "OneHotEncoder";

  bool takes_categories() const override { return true; }
  std::unique_ptr<Transform> transform(const FittedArrays& fitted,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
