#pragma once

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// DeepOBS' quadratic_deep: f(w) = mean over samples x of ½ (w − x)ᵀ H (w − x) in 100 dimensions, where H has
/// 90 small and 10 large eigenvalues, as Hessians of deep networks have. Everything is drawn from fixed
/// seeds.
struct QuadraticDeepConfig : SampledFunctionOf<QuadraticDeepConfig> {
  std::vector<double> starting_point() const override;
  std::vector<std::vector<double>> minima() const override;  ///< of the mean over all training samples
  Index samples() const override;
  template <class T>
  double mean(std::span<const T> w, SampleIndices batch, std::span<T> gradient) const;
  template <class T>
  double test_mean(std::span<const T> w) const;
  static Spec<QuadraticDeepConfig> spec();
};

}  // namespace runner
