#pragma once

#include "nn/dropped.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Dropout2d;

/// torch.nn.Dropout2d
struct Dropout2dConfig : LayerConfigOf<Dropout2dConfig, Dropout2d> {
  double p = 0.5;

  static Spec<Dropout2dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class Dropout2d final : public Dropped<T> {
 public:
  Dropout2d(const Dropout2dConfig& config, const Shape& input, Index max_batch)
      : Dropped<T>(config.p, dropout_factors<T>(config.p), values_of_channel(input), input, max_batch) {}
};

}  // namespace runner
