#pragma once

#include "nn/initializer.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.init.uniform_
struct UniformConfig : InitializerConfigOf<UniformConfig> {
  double a = 0;
  double b = 1;

  static Spec<UniformConfig> spec();
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
