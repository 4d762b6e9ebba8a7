#pragma once

#include <array>

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

enum class PowerMethod { yeo_johnson, box_cox };
constexpr auto choice_names(PowerMethod) {
  return std::array<std::string_view, 2>{"yeo-johnson", "box-cox"};
}

/// sklearn.preprocessing.PowerTransformer: each feature to the power that makes it most like a normal
/// distribution.
struct PowerTransformerConfig : PreprocessorConfig {
  PowerMethod method = PowerMethod::yeo_johnson;
  bool standardize = true;

  static Spec<PowerTransformerConfig> spec();
  std::string_view accepted() const override {
    return method == PowerMethod::box_cox ? "numbers above 0 for box-cox" : "";
  }
  bool accepts(double value) const override { return method != PowerMethod::box_cox || value > 0; }
  std::optional<FittedArrays> fit(const FeatureRows& train, ErrorSink& sink) const override;
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
