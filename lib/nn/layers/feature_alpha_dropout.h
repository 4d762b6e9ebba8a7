#pragma once

#include "nn/dropped.h"
#include "spec/component.h"

namespace runner {

template <class T>
class FeatureAlphaDropout;

/// torch.nn.FeatureAlphaDropout
struct FeatureAlphaDropoutConfig : LayerConfigOf<FeatureAlphaDropoutConfig, FeatureAlphaDropout> {
  double p = 0.5;

  static Spec<FeatureAlphaDropoutConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class FeatureAlphaDropout final : public Dropped<T> {
 public:
  FeatureAlphaDropout(const FeatureAlphaDropoutConfig& config, const Shape& input, Index max_batch)
      : Dropped<T>(config.p, alpha_dropout_factors<T>(config.p), values_of_channel(input), input, max_batch) {
  }
};

}  // namespace runner
