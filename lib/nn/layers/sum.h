#pragma once

#include "nn/branches.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Sum;

/// All branches must give one shape.
struct SumConfig : LayerConfigOf<SumConfig, Sum> {
  std::vector<LayerComponents> branches;

  static Spec<SumConfig> spec();
  std::optional<Shape> joined_shape(const Shape& input, const std::vector<Shape>& shapes,
                                    ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  std::vector<LayerBranch> inside() const override { return numbered_branches(branches); }
};

template <class T>
class Sum final : public Branches<T> {
 public:
  Sum(const SumConfig& config, const Shape& input, Index max_batch);
};

}  // namespace runner
