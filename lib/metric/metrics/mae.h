#pragma once

#include "metric/regression.h"
#include "spec/spec.h"

namespace runner {

template <class T>
class MeanAbsoluteError;

struct MeanAbsoluteErrorConfig : RegressionMetricConfigOf<MeanAbsoluteError> {
  std::string column() const override { return "mae"; }
  static Spec<MeanAbsoluteErrorConfig> spec();
};

/// The mean of |prediction − target| over all outputs of all samples.
template <class T>
class MeanAbsoluteError final : public Metric<T> {
 public:
  explicit MeanAbsoluteError(PredictionKind /*prediction_kind*/) {}

  void reset() override { sum_ = count_ = 0; }
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() const override;

 private:
  double sum_ = 0;
  double count_ = 0;
};

}  // namespace runner
