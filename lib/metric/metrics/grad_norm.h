#pragma once

#include "metric/metric.h"
#include "spec/component.h"

namespace runner {

/// The length of the vector of all gradients, before clipping; the trainer measures it at each step.
struct GradNormConfig : MeasuredMetricConfig {
  MetricSource source() const override { return MetricSource::training; }
  std::string column() const override { return "grad_norm"; }
  static Spec<GradNormConfig> spec();
};

}  // namespace runner
