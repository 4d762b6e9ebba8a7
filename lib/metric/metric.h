#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "spec/complaints.h"
#include "tensor/fit.h"
#include "tensor/target.h"

namespace runner {

/// Adds up over the batches of an epoch (or of an evaluation) what its value needs. Folded in row order.
template <class T>
class Metric {
 public:
  virtual ~Metric() = default;
  virtual void reset() = 0;
  virtual void add(Matrix<const T> prediction, const Target<T>& target) = 0;
  virtual double value() const = 0;  ///< NaN where nothing was added
};

/// Where a metric comes from.
enum class MetricSource {
  predictions,  ///< train_NAME, val_NAME, test_NAME
  training,     ///< only while training: train_NAME
  column        ///< computed from another column
};

/// A metric's hyper-parameters; also its factory.
struct MetricConfig {
  static constexpr std::string_view kind = "metric";
  static constexpr std::string_view plural = "metrics";
  virtual ~MetricConfig() = default;

  virtual MetricSource source() const { return MetricSource::predictions; }
  virtual bool higher_is_better() const { return false; }

  /// The column without its part: "accuracy".
  virtual std::string column() const = 0;

  /// Complains where the metric has no meaning for this loss and target.
  virtual void check(const Fit& /*fit*/, PredictionKind /*kind*/, Complaints& /*complaints*/) const {}

  /// Only for metrics of predictions.
  virtual std::unique_ptr<Metric<float>> make_float(PredictionKind kind) const = 0;
  virtual std::unique_ptr<Metric<double>> make_double(PredictionKind kind) const = 0;

  template <class T>
  std::unique_ptr<Metric<T>> make(PredictionKind prediction_kind) const {
    if constexpr (std::is_same_v<T, float>) {
      return make_float(prediction_kind);
    } else {
      return make_double(prediction_kind);
    }
  }
};

}  // namespace runner
