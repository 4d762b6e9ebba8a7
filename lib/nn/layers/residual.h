#pragma once

#include "nn/branches.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Residual;

/// The layers must give the shape of their input, or that of what the shortcut makes of it.
struct ResidualConfig : LayerConfigOf<ResidualConfig, Residual> {
  LayerComponents layers;
  LayerComponents shortcut;  // none: the input passes on

  static Spec<ResidualConfig> spec();
  std::optional<Shape> joined_shape(const Shape& input, const std::vector<Shape>& shapes,
                                    ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  std::vector<LayerBranch> inside() const override;
};

template <class T>
class Residual final : public Branches<T> {
 public:
  Residual(const ResidualConfig& config, const Shape& input, Index max_batch);
};

}  // namespace runner
