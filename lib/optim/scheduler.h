#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/state.h"
#include "spec/error_sink.h"

namespace runner {

/// What a schedule or an average counts: epochs, or optimizer steps.
enum class Interval { epoch, iteration };
constexpr auto choice_names(Interval) {
  return std::array<std::string_view, 2>{"epoch", "iteration"};
}

/// What a schedule starts from.
struct ScheduleStart {
  double lr = 0;                  ///< the optimizer's
  std::int64_t length = 0;        ///< intervals (epochs or iterations) of the whole training
  bool higher_is_better = false;  ///< of the column that it is told
};

/// What a schedule says about a step.
struct Rates {
  double lr = 0;
  std::optional<double> momentum;  ///< or beta1; where the schedule moves it
};

/// A schedule at work on one learning rate.
class Schedule {
 public:
  virtual ~Schedule() = default;
  /// The rates after `passed` whole intervals: 0 in the first epoch, or for the first iteration. `passed`
  /// never falls from call to call; the first may have any, so that a run goes on where it was. No heap
  /// allocation.
  virtual Rates at(std::int64_t passed) = 0;
  /// Is told the value of the column it monitors, once per epoch.
  virtual void watch(double /*value*/) {}
  /// What can't be computed again from `passed`.
  virtual std::vector<StateView> state() { return {}; }
};

/// What a schedule is used for, as far as it may not fit.
struct ScheduleUse {
  std::int64_t length = 0;  ///< intervals of the whole training
  std::string optimizer;    ///< its type
  bool has_momentum = false;
};

class ScheduleStepper;

/// A learning-rate schedule's options; also its factory. What is made refers to them.
struct SchedulerConfig {
  static constexpr std::string_view kind = "scheduler";
  static constexpr std::string_view plural = "schedulers";
  virtual ~SchedulerConfig() = default;

  Interval interval = Interval::epoch;

  /// The schedule for one learning rate; a parameter group has one of its own. The config must outlive it.
  virtual std::unique_ptr<Schedule> make(const ScheduleStart& start) const = 0;
  /// To take part in a schedule made of several; null where it can't.
  virtual std::unique_ptr<ScheduleStepper> make_stepper(std::int64_t length) const = 0;
  /// The largest momentum it sets; nothing where it sets none.
  virtual std::optional<double> largest_momentum() const { return std::nullopt; }
  /// The column of metrics.csv that it is told; empty for the usual one, nothing where it watches none.
  virtual std::optional<std::string> watched_column() const { return std::nullopt; }
  /// Whether it takes larger values of that column for better ones; nothing where it asks the column.
  virtual std::optional<bool> higher_is_better() const { return std::nullopt; }
  /// With less intervals than this it is hardly itself: made to move after every batch.
  virtual std::int64_t fewest_intervals() const { return 0; }
  /// Reports an error where the schedule does not fit the optimizer or the length of the training.
  virtual void check(const ScheduleUse& /*use*/, ErrorSink& /*sink*/) const {}

  template <class S>
  static void add_common_fields(S& spec) {
    spec.field("interval", &SchedulerConfig::interval, "What the schedule counts.");
  }
};

}  // namespace runner
