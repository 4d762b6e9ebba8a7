#pragma once

#include "nn/layers/element_wise.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.Flatten
struct FlattenConfig : ElementWiseConfig<FlattenConfig> {
  std::int64_t start_dim = 1, end_dim = -1;

  template <class T>
  struct Rule {
    explicit Rule(const FlattenConfig&) {}
    T value(T x) const { return x; }
    T slope(T, T) const { return T(1); }
  };

  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override { return input; }
  bool passes_on() const override { return true; }

  static Spec<FlattenConfig> spec();
};

}  // namespace runner
