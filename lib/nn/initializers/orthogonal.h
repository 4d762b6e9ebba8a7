#pragma once

#include "nn/initializer.h"
#include "nn/initializers/gain.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.init.orthogonal_
struct OrthogonalConfig : InitializerConfigOf<OrthogonalConfig> {
  Gain gain = 1.0;

  static Spec<OrthogonalConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
