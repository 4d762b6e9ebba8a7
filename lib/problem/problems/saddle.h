#pragma once

#include <array>

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// f(w) = w0² − w1²: flat at (0, 0), yet no minimum; w1 leaves it, the slower the nearer to 0 it starts.
struct SaddleConfig : PlaneFunctionOf<SaddleConfig> {
  std::array<double, 2> start = {-1, 1e-3};

  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<SaddleConfig> spec();
};

}  // namespace runner
