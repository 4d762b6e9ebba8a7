#pragma once

#include "expression/expression.h"
#include "optim/closed_form.h"
#include "spec/component.h"

namespace runner {

/// torch.optim.lr_scheduler.LambdaLR, whose function is an expression.
struct LambdaLRConfig : ClosedFormConfig {
  Expression lr_lambda;

  double rate(const ScheduleStart& start, std::int64_t passed) const override;
  void check(const ScheduleUse& use, ErrorSink& sink) const override;
  static Spec<LambdaLRConfig> spec();
};

/// Reports an error at `lr_lambda` where the expression has no finite value in the course of the training.
void check_values(const Expression& lr_lambda, std::int64_t first, const ScheduleUse& use, ErrorSink& sink);

/// What can be written in an expression, for the declarations.
std::string expression_help();

}  // namespace runner
