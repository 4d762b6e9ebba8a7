#pragma once

#include <array>

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// A curved valley with a flat floor: f(w) = (a − w0)² + b (w1 − w0²)². Minimum 0 at (a, a²).
struct RosenbrockConfig : PlaneFunctionOf<RosenbrockConfig> {
  double a = 1;
  double b = 100;
  std::array<double, 2> start = {-1.2, 1};

  std::vector<std::vector<double>> minima() const override { return {{a, a * a}}; }
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<RosenbrockConfig> spec();
};

}  // namespace runner
