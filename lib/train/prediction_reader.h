#pragma once

#include <vector>

#include "metric/classes.h"
#include "train/observer.h"

namespace runner {

/// Outputs and targets as people read them: what is predicted, and with which probability.
template <class T>
class PredictionReader {
 public:
  /// `target`: of whichever part.
  PredictionReader(const MetricInput& input, const TargetInfo& info, const Target<T>& target);

  const PredictionLayout& layout() const { return layout_; }

  /// Of one sample, whose target is row `index` of `target`; without its place. Valid until the next call.
  PredictedRow read(const T* outputs, const Target<T>& target, Index index);

 private:
  ClassReader<T> classes_;
  PredictionLayout layout_;
  std::vector<double> target_, prediction_, probabilities_;
};

}  // namespace runner
