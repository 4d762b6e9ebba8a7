#pragma once

#include <optional>

#include "nn/group_norm.h"
#include "spec/component.h"

namespace runner {

template <class T>
class GroupNorm;

/// torch.nn.GroupNorm
struct GroupNormConfig : LayerConfigOf<GroupNormConfig, GroupNorm> {
  std::int64_t num_groups = 1;
  std::optional<std::int64_t> num_channels;
  double eps = 1e-5;
  bool affine = true;

  static Spec<GroupNormConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override { return affine ? 2 * input[0] : 0; }
  OutputRange output_range(OutputRange /*input*/) const override { return OutputRange::any; }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
};

template <class T>
class GroupNorm final : public GroupedNorm<T> {
 public:
  GroupNorm(const GroupNormConfig& config, const Shape& input, Index max_batch)
      : GroupedNorm<T>({config.num_groups, config.eps, config.affine, std::nullopt}, input, max_batch) {}
};

}  // namespace runner
