#pragma once

#include <array>
#include <string_view>

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

enum class Norm { l2, l1, max };
constexpr auto choice_names(Norm) {
  return std::array<std::string_view, 3>{"l2", "l1", "max"};
}

/// sklearn.preprocessing.Normalizer: each row divided by its norm. It learns nothing.
struct NormalizerConfig : PreprocessorConfig {
  Norm norm = Norm::l2;

  static Spec<NormalizerConfig> spec();
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
