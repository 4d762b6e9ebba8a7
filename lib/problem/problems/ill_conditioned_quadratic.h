#pragma once

#include "problem/any_dimension.h"

namespace runner {

/// A bowl whose curvatures fall evenly in the logarithm from 1 to 1/condition: gradient descent is stable up
/// to lr 2 for any condition, and needs a number of steps in proportion to it.
struct IllConditionedQuadraticConfig : AnyDimension<IllConditionedQuadraticConfig> {
  double condition = 1000;
  bool rotated = false;
  IllConditionedQuadraticConfig() : AnyDimension(1.0) {}

  std::vector<std::vector<double>> minima() const override { return {everywhere(0)}; }
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<IllConditionedQuadraticConfig> spec();
};

}  // namespace runner
