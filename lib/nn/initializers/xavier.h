#pragma once

#include "nn/initializer.h"
#include "spec/spec.h"

namespace runner {

/// torch.nn.init.xavier_uniform_
struct XavierUniformConfig : InitializerConfigOf<XavierUniformConfig> {
  double gain = 1;

  static Spec<XavierUniformConfig> spec();
  void check(const Shape& shape, Complaints& complaints) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

/// torch.nn.init.xavier_normal_
struct XavierNormalConfig : InitializerConfigOf<XavierNormalConfig> {
  double gain = 1;

  static Spec<XavierNormalConfig> spec();
  void check(const Shape& shape, Complaints& complaints) const override;
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
