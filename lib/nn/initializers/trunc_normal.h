#pragma once

#include "nn/initializer.h"
#include "spec/component.h"

namespace runner {

/// N(mean, std²) between a and b, with the draws of torch.nn.init.trunc_normal_.
template <class T>
void fill_trunc_normal(std::span<T> values, double mean, double std, double a, double b,
                       Generator& generator);

/// torch.nn.init.trunc_normal_
struct TruncNormalConfig : InitializerConfigOf<TruncNormalConfig> {
  double mean = 0;
  double std = 1;
  double a = -2;
  double b = 2;

  static Spec<TruncNormalConfig> spec();
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

/// TensorFlow's truncated_normal, as DeepOBS has it.
struct TruncatedNormalConfig : InitializerConfigOf<TruncatedNormalConfig> {
  double mean = 0;
  double std = 0.05;

  static Spec<TruncatedNormalConfig> spec();
  template <class T>
  void draw(std::span<T> values, const Shape& shape, Generator& generator) const;
};

}  // namespace runner
