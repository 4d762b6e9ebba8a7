#pragma once

#include "nn/dropped.h"
#include "spec/component.h"

namespace runner {

template <class T>
class AlphaDropout;

/// torch.nn.AlphaDropout
struct AlphaDropoutConfig : LayerConfigOf<AlphaDropoutConfig, AlphaDropout> {
  double p = 0.5;

  static Spec<AlphaDropoutConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class AlphaDropout final : public Dropped<T> {
 public:
  AlphaDropout(const AlphaDropoutConfig& config, const Shape& input, Index max_batch)
      : Dropped<T>(config.p, alpha_dropout_factors<T>(config.p), 1, input, max_batch) {}
};

}  // namespace runner
