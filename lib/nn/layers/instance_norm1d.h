#pragma once

#include <optional>

#include "nn/group_norm.h"
#include "spec/component.h"

namespace runner {

template <class T>
class InstanceNorm1d;

/// torch.nn.InstanceNorm1d
struct InstanceNorm1dConfig : LayerConfigOf<InstanceNorm1dConfig, InstanceNorm1d> {
  std::optional<std::int64_t> num_features;
  double eps = 1e-5;
  double momentum = 0.1;
  bool affine = false;
  bool track_running_stats = false;

  static Spec<InstanceNorm1dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override { return affine ? 2 * input[0] : 0; }
  OutputRange output_range(OutputRange /*input*/) const override { return OutputRange::any; }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
};

template <class T>
class InstanceNorm1d final : public GroupedNorm<T> {
 public:
  InstanceNorm1d(const InstanceNorm1dConfig& config, const Shape& input, Index max_batch)
      : GroupedNorm<T>({input[0], config.eps, config.affine,
                        config.track_running_stats ? std::optional(config.momentum) : std::nullopt},
                       input, max_batch) {}
};

}  // namespace runner
