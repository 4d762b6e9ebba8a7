#pragma once

#include "problem/any_dimension.h"

namespace runner {

/// A bowl along the axes: f(w) = ½ Σ λ_i w_i². With λ = 1 it is w²/2; gradient descent on it diverges from lr
/// > 2/λ.
struct QuadraticConfig : FunctionOf<QuadraticConfig> {
  NumberOrList curvature = 1.0;  ///< λ; a number is for every parameter
  NumberOrList start = 1.0;

  void check(ErrorSink& sink) const override;
  std::vector<double> starting_point() const override;
  std::vector<std::vector<double>> minima() const override;
  template <class T>
  T value(std::span<const T> w, std::span<T> gradient) const;
  static Spec<QuadraticConfig> spec();
};

}  // namespace runner
