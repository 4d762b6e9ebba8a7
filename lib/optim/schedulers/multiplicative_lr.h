#pragma once

#include "expression/expression.h"
#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.MultiplicativeLR, whose function is an expression. The product grows by a factor
/// per interval.
struct MultiplicativeLRConfig : ClosedFormConfig {
  Expression lr_lambda;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  double follow(const ScheduleStart& start, const Turn& turn) const override;
  std::unique_ptr<Schedule> make(const ScheduleStart& start) const override;
  void check(const ScheduleUse& use, ErrorSink& sink) const override;
  static Spec<MultiplicativeLRConfig> spec();
};

}  // namespace runner
