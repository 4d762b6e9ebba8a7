#pragma once

#include "nn/branches.h"
#include "spec/spec.h"

namespace runner {

template <class T>
class Sum;

struct SumConfig : LayerConfigOf<SumConfig, Sum> {
  std::vector<LayerRecipes> branches;

  static Spec<SumConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, Complaints& complaints) const override;
  Index parameter_count(const Shape& input) const override;
  OutputRange output_range(OutputRange input) const override;
  std::span<const LayerRecipes> branches_inside() const override { return branches; }
};

template <class T>
class Sum final : public Branches<T> {
 public:
  Sum(const SumConfig& config, const Shape& input, Index max_batch);
};

}  // namespace runner
