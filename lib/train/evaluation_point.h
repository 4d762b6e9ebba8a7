#pragma once

#include <algorithm>

#include "optim/optimizer.h"
#include "tensor/buffer.h"
#include "train/objective.h"

namespace runner {

/// While it lives, the objective's parameters are where the optimizer wants evaluations to look. Afterwards
/// they are what they were, and `point` is where evaluations looked.
template <class T>
class AtEvaluationPoint {
 public:
  /// `point` is as long as the parameters, or empty where evaluations look at the parameters.
  AtEvaluationPoint(Objective<T>& objective, const Optimizer<T>& optimizer, std::span<T> point)
      : objective_(objective), point_(point) {
    if (point_.empty()) return;
    optimizer.evaluation_point(objective_.parameters(), point_);
    std::ranges::swap_ranges(objective_.parameters(), point_);
  }
  ~AtEvaluationPoint() {
    if (!point_.empty()) std::ranges::swap_ranges(objective_.parameters(), point_);
  }
  AtEvaluationPoint(const AtEvaluationPoint&) = delete;
  AtEvaluationPoint& operator=(const AtEvaluationPoint&) = delete;

 private:
  Objective<T>& objective_;
  std::span<T> point_;
};

}  // namespace runner
