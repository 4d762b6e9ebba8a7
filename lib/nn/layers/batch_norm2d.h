#pragma once

#include <memory>
#include <optional>

#include "nn/batch_norm.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.BatchNorm2d
struct BatchNorm2dConfig : LayerFactory::BuildOf<BatchNorm2dConfig, LayerConfig> {
  std::optional<std::int64_t> num_features;
  double eps = 1e-5;
  BatchMomentum momentum = 0.1;
  bool affine = true;
  bool track_running_stats = true;

  static Spec<BatchNorm2dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override { return affine ? 2 * input[0] : 0; }
  OutputRange output_range(OutputRange /*input*/) const override { return OutputRange::any; }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  Index normalized_together(const Shape& input) const override { return size_of(input) / input[0]; }
  bool mixes_samples() const override { return !track_running_stats; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const;
};

}  // namespace runner
