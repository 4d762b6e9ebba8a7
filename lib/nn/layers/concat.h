#pragma once

#include "nn/branches.h"
#include "spec/spec.h"

namespace runner {

template <class T>
class Concat;

struct ConcatConfig : LayerConfigOf<ConcatConfig, Concat> {
  std::vector<LayerRecipes> branches;

  static Spec<ConcatConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, Complaints& complaints) const override;
  Index parameter_count(const Shape& input) const override;
  OutputRange output_range(OutputRange input) const override;
  std::span<const LayerRecipes> branches_inside() const override { return branches; }
};

template <class T>
class Concat final : public Branches<T> {
 public:
  Concat(const ConcatConfig& config, const Shape& input, Index max_batch);
};

}  // namespace runner
