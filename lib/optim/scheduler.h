#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace runner {

enum class Interval { epoch, iteration };
constexpr auto choice_names(Interval) {
  return std::array<std::string_view, 2>{"epoch", "iteration"};
}

/// A learning-rate schedule: a pure function of how many intervals have passed, so that it can be printed,
/// plotted and resumed without history.
struct SchedulerConfig {
  static constexpr std::string_view kind = "scheduler";
  static constexpr std::string_view plural = "schedulers";
  virtual ~SchedulerConfig() = default;

  Interval interval = Interval::epoch;

  /// The rate after `passed` whole intervals (0 in the first epoch, or for the first iteration).
  virtual double rate(double base_lr, std::int64_t passed) const = 0;

  template <class S>
  static void add_common_fields(S& spec) {
    spec.field("interval", &SchedulerConfig::interval, "What the schedule counts.");
  }
};

}  // namespace runner
