#pragma once

#include "problem/any_dimension.h"

namespace runner {

/// A double well in every dimension, one side a little deeper: the minimum is -39.16617·n at -2.903534.
struct StyblinskiTangConfig : AnyDimension<StyblinskiTangConfig> {
  StyblinskiTangConfig() : AnyDimension(0.0) {}

  std::vector<std::vector<double>> minima() const override { return {everywhere(-2.903534027771177)}; }
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<StyblinskiTangConfig> spec();
};

}  // namespace runner
