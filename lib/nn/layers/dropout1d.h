#pragma once

#include "nn/dropped.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Dropout1d;

/// torch.nn.Dropout1d
struct Dropout1dConfig : LayerConfigOf<Dropout1dConfig, Dropout1d> {
  double p = 0.5;

  static Spec<Dropout1dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class Dropout1d final : public Dropped<T> {
 public:
  Dropout1d(const Dropout1dConfig& config, const Shape& input, Index max_batch)
      : Dropped<T>(config.p, dropout_factors<T>(config.p), values_of_channel(input), input, max_batch) {}
};

}  // namespace runner
