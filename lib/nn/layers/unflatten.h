#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Unflatten
struct UnflattenConfig : ElementWiseConfig<UnflattenConfig> {
  std::int64_t dim = 1;
  std::vector<std::int64_t> unflattened_size;

  template <class T>
  struct Rule {
    explicit Rule(const UnflattenConfig&) {}
    T value(T x) const { return x; }
    T slope(T, T) const { return T(1); }
  };

  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override { return input; }
  bool passes_on() const override { return true; }

  static Spec<UnflattenConfig> spec();
};

}  // namespace runner
