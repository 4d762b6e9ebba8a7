#pragma once

#include <string>
#include <vector>

#include "metric/regression.h"
#include "spec/component.h"

namespace runner {

template <class T>
class ExplainedVariance;

/// 1 at best. Unlike r2 it does not mind predictions that are all off by the same.
struct ExplainedVarianceConfig : RegressionMetricConfigOf<ExplainedVariance> {
  std::string column() const override { return "explained_variance"; }
  bool higher_is_better() const override { return true; }
  bool takes_weights() const override { return true; }
  static Spec<ExplainedVarianceConfig> spec();
};

/// 1 − Var(target − prediction) / Var(target), averaged over the outputs; a constant target counts 1 where it
/// is met exactly but for a constant, and 0 otherwise.
template <class T>
class ExplainedVariance final : public Metric<T> {
 public:
  explicit ExplainedVariance(const MetricInput& input) : outputs_(static_cast<std::size_t>(input.outputs)) {}

  void reset() override;
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  std::vector<StateView> state() override;

 private:
  struct Output {
    Spread target, error;
  };
  std::vector<Output> outputs_;
  double rows_ = 0;  // by their weights
};

}  // namespace runner
