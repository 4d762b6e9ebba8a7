#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "data/source.h"
#include "spec/nested_numbers.h"

namespace runner {

/// Data written in the experiment file itself.
struct InlineConfig : DataConfig {
  NestedNumbers features;
  std::variant<InputTarget, NestedNumbers, std::vector<std::string>> target = NestedNumbers();
  std::optional<std::string> sample_weight;

  static Spec<InlineConfig> spec();
  std::optional<Dataset> load(TargetKind wanted, ErrorSink& sink, Diagnostics& diagnostics,
                              DataFiles& files) const override;
  bool target_is_input() const override { return std::holds_alternative<InputTarget>(target); }
  std::optional<std::string> weights_column() const override { return sample_weight; }
};

}  // namespace runner
