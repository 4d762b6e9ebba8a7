#pragma once

#include "nn/branches.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Concat;

/// Branches may give samples that differ in their first dimension alone; the outputs lie one behind the other
/// there.
struct ConcatConfig : LayerConfigOf<ConcatConfig, Concat> {
  std::vector<LayerComponents> branches;

  static Spec<ConcatConfig> spec();
  std::optional<Shape> joined_shape(const Shape& input, const std::vector<Shape>& shapes,
                                    ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  std::vector<LayerBranch> inside() const override { return numbered_branches(branches); }
};

template <class T>
class Concat final : public Branches<T> {
 public:
  Concat(const ConcatConfig& config, const Shape& input, Index max_batch);
};

}  // namespace runner
