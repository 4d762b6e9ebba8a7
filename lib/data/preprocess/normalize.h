#pragma once

#include <vector>

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// torchvision.transforms.Normalize: the same for all values of a channel.
struct NormalizeConfig : PreprocessorConfig {
  static constexpr bool is_for_pictures = true;
  std::vector<double> mean, std;

  static Spec<NormalizeConfig> spec();
  bool takes_categories() const override { return true; }
  /// From now on it is the last that is done to the samples; only said, no number is changed. False after an
  /// error.
  bool add_to(Dataset& samples, ErrorSink& sink) const;
};

}  // namespace runner
