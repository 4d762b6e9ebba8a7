#pragma once

#include "problem/any_dimension.h"

namespace runner {

/// A bowl with a minimum at nearly every whole number; the lowest, 0, is at 0.
struct RastriginConfig : AnyDimension<RastriginConfig> {
  RastriginConfig() : AnyDimension(-2.2) {}

  std::vector<std::vector<double>> minima() const override { return {everywhere(0)}; }
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<RastriginConfig> spec();
};

}  // namespace runner
