#pragma once

#include "nn/branches.h"
#include "spec/spec.h"

namespace runner {

template <class T>
class Residual;

struct ResidualConfig : LayerConfigOf<ResidualConfig, Residual> {
  LayerRecipes layers;

  static Spec<ResidualConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, Complaints& complaints) const override;
  Index parameter_count(const Shape& input) const override;
  OutputRange output_range(OutputRange input) const override;
  std::span<const LayerRecipes> branches_inside() const override { return {&layers, 1}; }
};

template <class T>
class Residual final : public Branches<T> {
 public:
  Residual(const ResidualConfig& config, const Shape& input, Index max_batch);
};

}  // namespace runner
