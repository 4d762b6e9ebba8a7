#pragma once

#include <array>

#include "problem/problem.h"
#include "spec/spec.h"

namespace runner {

/// f(w) = w0² − w1²: flat at (0, 0), yet no minimum; w1 leaves it, the slower the nearer to 0 it starts.
struct SaddleConfig : ProblemConfig {
  std::array<double, 2> start = {-1, 1e-3};

  std::vector<double> starting_point() const override { return {start.begin(), start.end()}; }
  float evaluate(std::span<const float> w, std::span<float> gradient) const override;
  double evaluate(std::span<const double> w, std::span<double> gradient) const override;
  static Spec<SaddleConfig> spec();
};

}  // namespace runner
