#include "optim/schedulers/multiplicative_lr.h"

#include "optim/schedulers/lambda_lr.h"
#include "spec/expression_codec.h"
#include "spec/registration.h"

namespace runner {

Spec<MultiplicativeLRConfig> MultiplicativeLRConfig::spec() {
  using C = MultiplicativeLRConfig;
  return Spec<C>("MultiplicativeLR", "The rate before times an expression in `epoch`.")
      .source("torch.optim.lr_scheduler.MultiplicativeLR")
      .formula("lr_e = lr_{e-1}·lr_lambda(e),  lr_0 = lr,  e = 1, 2, …\n" + expression_help())
      .required("lr_lambda", &C::lr_lambda, "The factor, such as 0.95 or 1 - 1 / (epoch + 1).");
}

double MultiplicativeLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  double lr = start.lr;
  for (std::int64_t epoch = 1; epoch <= passed; ++epoch) lr *= lr_lambda.value(static_cast<double>(epoch));
  return lr;
}

double MultiplicativeLRConfig::follow(const ScheduleStart& /*start*/, const Turn& turn) const {
  if (turn.move == Move::initial) return turn.lr;
  return turn.lr * lr_lambda.value(static_cast<double>(turn.passed));
}

/// Step by step, since the closed form multiplies all factors again.
std::unique_ptr<Schedule> MultiplicativeLRConfig::make(const ScheduleStart& start) const {
  return std::make_unique<SteppedSchedule>(*this, start);
}

void MultiplicativeLRConfig::check(const ScheduleUse& use, ErrorSink& sink) const {
  check_values(lr_lambda, 1, use, sink);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, MultiplicativeLRConfig>();

}  // namespace runner
