#pragma once

#include "metric/metric.h"
#include "spec/component.h"

namespace runner {

/// How far the parameters are from the nearest of a problem's known minima.
struct DistanceToMinimumConfig : MeasuredMetricConfig {
  MetricSource source() const override { return MetricSource::problem; }
  std::string column() const override { return "distance_to_minimum"; }
  static Spec<DistanceToMinimumConfig> spec();
};

}  // namespace runner
