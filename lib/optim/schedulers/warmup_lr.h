#pragma once

#include <array>
#include <string_view>

#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

enum class WarmupShape { linear, exponential, cosine };
constexpr auto choice_names(WarmupShape) {
  return std::array<std::string_view, 3>{"linear", "exponential", "cosine"};
}

/// The rate climbs to its whole size; `linear` is LinearLR with an end_factor of 1.
struct WarmupLRConfig : ClosedFormConfig {
  std::int64_t total_iters = 5;
  double start_factor = 0.1;
  WarmupShape shape = WarmupShape::linear;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  static Spec<WarmupLRConfig> spec();

 private:
  double factor(std::int64_t passed) const;  // of the whole rate
};

}  // namespace runner
