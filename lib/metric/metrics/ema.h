#pragma once

#include "metric/metric.h"
#include "spec/component.h"

namespace runner {

/// A column of the results, smoothed.
struct EmaConfig : MeasuredMetricConfig {
  std::string metric;
  double beta = 0.9;
  AverageStart initial = AverageStart::first;

  MetricSource source() const override { return MetricSource::column; }
  std::string column() const override;  ///< "train_loss_ema_0.9"
  std::optional<Smoothing> smoothing() const override { return Smoothing{metric, beta, initial}; }
  static Spec<EmaConfig> spec();
};

}  // namespace runner
