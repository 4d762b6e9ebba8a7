#pragma once

#include "data/preprocessor.h"
#include "spec/component.h"

namespace runner {

/// sklearn.preprocessing.FunctionTransformer(numpy.log1p, inverse_func=numpy.expm1).
struct Log1pConfig : PreprocessorConfig {
  static Spec<Log1pConfig> spec();
  std::string_view accepted() const override { return "numbers above -1"; }
  bool accepts(double value) const override { return value > -1; }
  std::unique_ptr<Transform> transform(const FittedArrays& arrays,
                                       const FeatureColumns& features) const override;
};

}  // namespace runner
