#include "optim/schedulers/lambda_lr.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "spec/expression_codec.h"
#include "spec/registration.h"

namespace runner {

Spec<LambdaLRConfig> LambdaLRConfig::spec() {
  using C = LambdaLRConfig;
  return Spec<C>("LambdaLR", "The rate times an expression in `epoch`.")
      .source("torch.optim.lr_scheduler.LambdaLR")
      .formula("lr_e = lr·lr_lambda(e),  e = 0, 1, …\n" + expression_help())
      .required("lr_lambda", &C::lr_lambda, "The factor, such as 0.95 ** epoch or 1 if epoch < 10 else 0.1.");
}

double LambdaLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  return start.lr * lr_lambda.value(static_cast<double>(passed));
}

void LambdaLRConfig::check(const ScheduleUse& use, ErrorSink& sink) const {
  check_values(lr_lambda, 0, use, sink);
}

void check_values(const Expression& lr_lambda, std::int64_t first, const ScheduleUse& use, ErrorSink& sink) {
  // The rest of a long training, and most of it where the expression is long, is left to the training.
  constexpr std::int64_t most = 100'000, most_characters = 100'000'000;
  const auto length = static_cast<std::int64_t>(lr_lambda.text().size());
  const std::int64_t end =
      std::min({use.length, most, first + most_characters / std::max<std::int64_t>(length, 1)});
  for (std::int64_t epoch = first; epoch < end; ++epoch) {
    if (std::isfinite(lr_lambda.value(static_cast<double>(epoch)))) continue;
    return sink.error("lr_lambda",
                      fmt::format("'{}' has no finite value where epoch is {}", lr_lambda.text(), epoch));
  }
}

std::string expression_help() {
  return "An expression is Python's: + - * / // % **, comparisons, and, or, not, a if c else b, pi, e,\n" +
         known_functions();
}

template Registration<SchedulerConfig> registration<SchedulerConfig, LambdaLRConfig>();

}  // namespace runner
