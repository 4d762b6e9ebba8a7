#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "metric/regression.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class MedianAbsoluteError;

/// In the target's unit.
struct MedianAbsoluteErrorConfig : RegressionMetricConfigOf<MedianAbsoluteError> {
  std::string column() const override { return "medae"; }
  std::int64_t kept_bytes(const MetricInput& input, Index value_size) const override;
  static Spec<MedianAbsoluteErrorConfig> spec();
};

/// The median of |prediction − target|, averaged over the outputs. It keeps them all.
template <class T>
class MedianAbsoluteError final : public Metric<T> {
 public:
  explicit MedianAbsoluteError(const MetricInput& input);

  void reset() override { rows_ = 0; }
  void add(Matrix<const T> prediction, const Target<T>& target) override;
  double value() override;
  std::vector<StateView> state() override;

 private:
  double median(Index output);

  Index outputs_;
  Buffer<double> errors_;  // rows × outputs
  Buffer<double> sorted_;  // of one output
  std::int64_t rows_ = 0;
};

}  // namespace runner
