#pragma once

#include <array>

#include "problem/problem.h"
#include "spec/spec.h"

namespace runner {

/// A curved valley with a flat floor: f(w) = (a − w0)² + b (w1 − w0²)². Minimum 0 at (a, a²).
struct RosenbrockConfig : ProblemConfig {
  double a = 1;
  double b = 100;
  std::array<double, 2> start = {-1.2, 1};

  std::vector<double> starting_point() const override { return {start.begin(), start.end()}; }
  float evaluate(std::span<const float> w, std::span<float> gradient) const override;
  double evaluate(std::span<const double> w, std::span<double> gradient) const override;
  static Spec<RosenbrockConfig> spec();
};

}  // namespace runner
