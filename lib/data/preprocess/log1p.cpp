#include "data/preprocess/log1p.h"

#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<Log1pConfig> Log1pConfig::spec() {
  return Spec<Log1pConfig>("log1p", "The logarithm of 1 + x, for amounts and counts of all sizes from 0 up.")
      .source("sklearn.preprocessing.FunctionTransformer(numpy.log1p)")
      .formula("x' = log(1 + x)");
}

std::unique_ptr<Transform> Log1pConfig::transform(const FittedArrays& /*fitted*/,
                                                  const FeatureColumns& features) const {
  return feature_transform(
      features, [](double value, std::size_t /*feature*/) { return std::log1p(value); },
      [](double value, std::size_t /*feature*/) { return std::expm1(value); });
}

template Registration<PreprocessorConfig> registration<PreprocessorConfig, Log1pConfig>();

}  // namespace runner
