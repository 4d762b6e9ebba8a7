#pragma once

#include "nn/initializer.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.init.eye_
struct EyeConfig : InitializerConfigOf<EyeConfig> {
  static Spec<EyeConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
