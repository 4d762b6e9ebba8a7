#pragma once

#include "optim/schedulers/nested_schedulers.h"

namespace runner {

/// torch.optim.lr_scheduler.SequentialLR.
struct SequentialLRConfig : SchedulerConfig {
  NestedSchedulers schedulers;
  std::vector<std::int64_t> milestones;

  std::unique_ptr<Schedule> make(const ScheduleStart& start) const override;
  std::unique_ptr<ScheduleStepper> make_stepper(std::int64_t length) const override;
  std::optional<double> largest_momentum() const override { return largest_momentum_of(schedulers); }
  void check(const ScheduleUse& use, ErrorSink& sink) const override;
  static Spec<SequentialLRConfig> spec();

  /// How many intervals of a training a part has.
  std::int64_t length_of(std::size_t part, std::int64_t length) const;
};

}  // namespace runner
