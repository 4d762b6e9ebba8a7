#pragma once

#include "nn/initializer.h"
#include "spec/component.h"

namespace runner {

/// torch.nn.init.constant_
struct ConstantConfig : InitializerConfigOf<ConstantConfig> {
  double val = 0;

  static Spec<ConstantConfig> spec();
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

/// torch.nn.init.ones_
struct OnesConfig : InitializerConfigOf<OnesConfig> {
  static Spec<OnesConfig> spec();
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

/// torch.nn.init.zeros_
struct ZerosConfig : InitializerConfigOf<ZerosConfig> {
  static Spec<ZerosConfig> spec();
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
