#pragma once

#include "nn/layers/softmax.h"

namespace runner {

template <class T>
class Softmin;

/// torch.nn.Softmin
struct SoftminConfig : LayerConfigOf<SoftminConfig, Softmin> {
  std::int64_t dim = -1;

  static Spec<SoftminConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class Softmin final : public Softmax<T> {
 public:
  Softmin(const SoftminConfig& config, const Shape& input, Index /*max_batch*/)
      : Softmax<T>(*axis_along(config.dim, input), T(-1)) {}
};

}  // namespace runner
