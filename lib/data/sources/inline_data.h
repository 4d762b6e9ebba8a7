#pragma once

#include <string>
#include <variant>
#include <vector>

#include "data/source.h"
#include "spec/nested_numbers.h"

namespace runner {

/// Data written in the experiment file itself.
struct InlineConfig : DataConfig {
  NestedNumbers features;
  std::variant<NestedNumbers, std::vector<std::string>> target;

  static Spec<InlineConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
};

}  // namespace runner
