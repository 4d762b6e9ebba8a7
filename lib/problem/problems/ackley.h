#pragma once

#include "problem/any_dimension.h"

namespace runner {

/// A funnel with many local minima in an almost flat plain; the lowest, 0, is at 0, where it has a cusp.
struct AckleyConfig : AnyDimension<AckleyConfig> {
  AckleyConfig() : AnyDimension(-2.2) {}

  std::vector<std::vector<double>> minima() const override { return {everywhere(0)}; }
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<AckleyConfig> spec();
};

}  // namespace runner
