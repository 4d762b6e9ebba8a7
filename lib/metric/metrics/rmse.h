#pragma once

#include "metric/regression.h"
#include "spec/component.h"

namespace runner {

template <class T>
class RootMeanSquaredError;

/// In the target's unit.
struct RootMeanSquaredErrorConfig : RegressionMetricConfigOf<RootMeanSquaredError> {
  std::string column() const override { return "rmse"; }
  bool takes_weights() const override { return true; }
  static Spec<RootMeanSquaredErrorConfig> spec();
};

/// The root of the mean of (prediction − target)² over all outputs of all samples.
template <class T>
class RootMeanSquaredError final : public Metric<T> {
 public:
  explicit RootMeanSquaredError(const MetricInput& /*input*/) {}

  void reset() override { sum_ = count_ = 0; }
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  std::vector<StateView> state() override { return {{"sum", sum_}, {"count", count_}}; }

 private:
  void add_weighted(Matrix<const T> prediction, const Target<T>& target);

  double sum_ = 0;
  double count_ = 0;  // of the values, or the sum of their weights
};

}  // namespace runner
