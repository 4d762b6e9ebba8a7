#pragma once

#include <vector>

#include "metric/regression.h"
#include "spec/component.h"

namespace runner {

template <class T>
class R2;

/// 1 at best; 0 for the mean of the targets, and below for what is worse. sklearn.metrics.r2_score.
struct R2Config : RegressionMetricConfigOf<R2> {
  std::string column() const override { return "r2"; }
  bool takes_weights() const override { return true; }
  bool higher_is_better() const override { return true; }
  static Spec<R2Config> spec();
};

/// The share of the targets' variance that is explained, averaged over the outputs. As in scikit-learn, an
/// output whose target is constant counts 1 where it is met exactly and 0 otherwise, and fewer than two rows
/// give NaN.
template <class T>
class R2 final : public Metric<T> {
 public:
  explicit R2(const MetricInput& input) : outputs_(static_cast<std::size_t>(input.outputs)) {}

  void expect_weights() override { weighted_ = true; }
  void reset() override;
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  std::vector<StateView> state() override;

 private:
  struct Output {
    Spread target;        ///< so far
    double residual = 0;  ///< Σ (target − prediction)²
  };  // each term by its row's weight
  std::vector<Output> outputs_;
  double rows_ = 0;
  bool weighted_ = false;
  double weight_ = 0;  // of all rows, where they have weights
};

}  // namespace runner
