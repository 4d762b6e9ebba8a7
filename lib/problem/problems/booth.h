#pragma once

#include <array>

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// A quadratic bowl across the axes: 0 at (1, 3); the curvatures are 2 and 18.
struct BoothConfig : PlaneFunctionOf<BoothConfig> {
  std::array<double, 2> start = {-5, -5};

  std::vector<std::vector<double>> minima() const override;
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<BoothConfig> spec();
};

}  // namespace runner
