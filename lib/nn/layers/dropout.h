#pragma once

#include "nn/dropped.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Dropout;

/// torch.nn.Dropout
struct DropoutConfig : LayerConfigOf<DropoutConfig, Dropout> {
  double p = 0.5;

  static Spec<DropoutConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class Dropout final : public Dropped<T> {
 public:
  Dropout(const DropoutConfig& config, const Shape& input, Index max_batch)
      : Dropped<T>(config.p, dropout_factors<T>(config.p), 1, input, max_batch) {}
};

}  // namespace runner
