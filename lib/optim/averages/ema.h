#pragma once

#include "optim/averaging.h"
#include "spec/component.h"

namespace runner {

/// The exponential moving average of the weights.
struct EMAConfig final : AveragingConfigOf<EMAConfig> {
  EMAConfig() : AveragingConfigOf(Interval::iteration) {}
  double decay = 0.999;

  static Spec<EMAConfig> spec();
  /// One more of equally many parameters into the average of `count` earlier ones, `count` at least 1.
  template <class T>
  void blend(std::span<T> average, std::span<const T> parameters, std::int64_t count) const;
};

}  // namespace runner
