#pragma once

#include "nn/layers/softmax.h"

namespace runner {

template <class T>
class Softmax2d;

/// torch.nn.Softmax2d
struct Softmax2dConfig : LayerConfigOf<Softmax2dConfig, Softmax2d> {
  static Spec<Softmax2dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange /*input*/) const override { return OutputRange::unit_interval; }
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

/// The softmax over the channels at each place of a picture.
template <class T>
class Softmax2d final : public Softmax<T> {
 public:
  Softmax2d(const Softmax2dConfig& /*config*/, const Shape& input, Index /*max_batch*/)
      : Softmax<T>(*axis_along(1, input), T(1)) {}
};

}  // namespace runner
