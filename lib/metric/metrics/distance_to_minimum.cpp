#include "metric/metrics/distance_to_minimum.h"

#include "spec/registration.h"

namespace runner {

Spec<DistanceToMinimumConfig> DistanceToMinimumConfig::spec() {
  return Spec<DistanceToMinimumConfig>(
             "distance_to_minimum",
             "How far the parameters are from a problem's minimum, or the nearest of several.")
      .source("Euclidean distance")
      .formula("√(Σ (w_i - m_i)²), m the nearest known minimum");
}

template Registration<MetricConfig> registration<MetricConfig, DistanceToMinimumConfig>();

}  // namespace runner
