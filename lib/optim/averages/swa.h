#pragma once

#include "optim/averaging.h"
#include "spec/component.h"

namespace runner {

/// Stochastic weight averaging: the mean of the weights.
struct SWAConfig final : AveragingConfigOf<SWAConfig> {
  SWAConfig() : AveragingConfigOf(Interval::epoch) {}

  static Spec<SWAConfig> spec();
  /// One more of equally many parameters into the average of `count` earlier ones, `count` at least 1.
  template <class T>
  void blend(std::span<T> average, std::span<const T> parameters, std::int64_t count) const;
};

}  // namespace runner
