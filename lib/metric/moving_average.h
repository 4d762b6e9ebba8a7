#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/state.h"

namespace runner {

/// What a moving average begins with.
enum class AverageStart {
  first,  ///< S_1 = x_1
  zero    ///< S_0 = 0, so that it needs about 1 / (1 − beta) values to come up to their height
};
constexpr auto choice_names(AverageStart) {
  return std::array<std::string_view, 2>{"first", "zero"};
}

/// S_t = beta·S_{t-1} + (1 − beta)·x_t: the value k steps back has the weight (1 − beta)·beta^k.
class ExponentialMovingAverage {
 public:
  /// beta: from 0, the last value alone, to below 1.
  ExponentialMovingAverage(double beta, AverageStart start)
      : beta_(beta), empty_(start == AverageStart::first ? 1 : 0) {}

  /// Takes in the next value and returns the new average.
  double update(double value) {
    average_ = empty_ != 0 ? value : beta_ * average_ + (1 - beta_) * value;
    empty_ = 0;
    return average_;
  }

  std::vector<StateView> state() { return {{"average", average_}, {"empty", empty_}}; }

 private:
  double beta_;
  std::int64_t empty_;  // 1 until the first value comes
  double average_ = 0;
};

}  // namespace runner
