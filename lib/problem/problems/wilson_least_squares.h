#pragma once

#include "problem/problem.h"
#include "spec/component.h"

namespace runner {

/// Least squares on two classes, y = 1 and y = -1, with more parameters than samples. A sample's features are
/// y, 1, 1 and then features that no other sample has, all 1: one in class 1, five in class -1. Every rule
/// fits the samples; gradient descent ends at the nearest solution, which tells new samples apart by y,
/// adaptive rules elsewhere. `test_loss` is over samples never seen, in the same proportion.
struct WilsonLeastSquaresConfig : SampledFunctionOf<WilsonLeastSquaresConfig> {
  std::int64_t positive = 12;
  std::int64_t negative = 8;
  double start = 0;

  std::vector<double> starting_point() const override;
  std::vector<std::vector<double>> minima() const override;  ///< the solution that is nearest to the start
  Index samples() const override { return positive + negative; }
  template <class T>
  double mean(std::span<const T> w, SampleIndices batch, std::span<T> gradient) const;
  template <class T>
  double test_mean(std::span<const T> w) const;
  static Spec<WilsonLeastSquaresConfig> spec();

 private:
  template <class T>
  double add_sample(std::span<const T> w, std::int64_t sample, double weight, std::span<T> gradient) const;
};

}  // namespace runner
