#pragma once

#include "nn/row_norm.h"
#include "spec/component.h"

namespace runner {

template <class T>
class RMSNorm;

/// torch.nn.RMSNorm
struct RMSNormConfig : LayerConfigOf<RMSNormConfig, RMSNorm> {
  NormalizedShape normalized_shape;
  std::optional<double> eps;
  bool elementwise_affine = true;

  static Spec<RMSNormConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override;
  OutputRange output_range(OutputRange input) const override;
};

template <class T>
class RMSNorm final : public RowNorm<T> {
 public:
  RMSNorm(const RMSNormConfig& config, const Shape& input, Index max_batch);
};

}  // namespace runner
