#pragma once

#include "nn/initializer.h"
#include "nn/initializers/gain.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.init.xavier_uniform_
struct XavierUniformConfig : InitializerConfigOf<XavierUniformConfig> {
  Gain gain = 1.0;

  static Spec<XavierUniformConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

/// torch.nn.init.xavier_normal_
struct XavierNormalConfig : InitializerConfigOf<XavierNormalConfig> {
  Gain gain = 1.0;

  static Spec<XavierNormalConfig> spec();
  void check(const Shape& shape, ErrorSink& sink) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
