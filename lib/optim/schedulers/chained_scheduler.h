#pragma once

#include "optim/schedulers/nested_schedulers.h"

namespace runner {

/// torch.optim.lr_scheduler.ChainedScheduler.
struct ChainedSchedulerConfig : SchedulerConfig {
  NestedSchedulers schedulers;

  std::unique_ptr<Schedule> make(const ScheduleStart& start) const override;
  std::unique_ptr<ScheduleStepper> make_stepper(std::int64_t length) const override;
  std::optional<double> largest_momentum() const override { return largest_momentum_of(schedulers); }
  void check(const ScheduleUse& use, ErrorSink& sink) const override;
  static Spec<ChainedSchedulerConfig> spec();
};

}  // namespace runner
