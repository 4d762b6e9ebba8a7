#pragma once

#include <array>
#include <string_view>

#include "optim/scheduler.h"
#include "spec/spec.h"

namespace runner {

enum class WarmupShape { linear, exponential, cosine };
constexpr auto choice_names(WarmupShape) {
  return std::array<std::string_view, 3>{"linear", "exponential", "cosine"};
}

/// The rate climbs to its whole size; `linear` is LinearLR with an end_factor of 1.
struct WarmupLRConfig : SchedulerConfig {
  std::int64_t total_iters = 5;
  double start_factor = 0.1;
  WarmupShape shape = WarmupShape::linear;

  double rate(double base_lr, std::int64_t passed) const override;
  static Spec<WarmupLRConfig> spec();
};

}  // namespace runner
