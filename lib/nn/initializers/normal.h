#pragma once

#include "nn/initializer.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.init.normal_
struct NormalConfig : InitializerConfigOf<NormalConfig> {
  double mean = 0;
  double std = 1;

  static Spec<NormalConfig> spec();
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
