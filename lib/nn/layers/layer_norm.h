#pragma once

#include "nn/row_norm.h"
#include "spec/component.h"

namespace runner {

template <class T>
class LayerNorm;

/// torch.nn.LayerNorm
struct LayerNormConfig : LayerConfigOf<LayerNormConfig, LayerNorm> {
  NormalizedShape normalized_shape;
  double eps = 1e-5;
  bool elementwise_affine = true;
  bool bias = true;

  static Spec<LayerNormConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override;
  OutputRange output_range(OutputRange input) const override;
};

template <class T>
class LayerNorm final : public RowNorm<T> {
 public:
  LayerNorm(const LayerNormConfig& config, const Shape& input, Index max_batch);
};

}  // namespace runner
