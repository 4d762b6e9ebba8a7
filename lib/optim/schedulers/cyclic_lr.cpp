#include "optim/schedulers/cyclic_lr.h"

#include <cmath>

#include "spec/expression_codec.h"
#include "spec/registration.h"

namespace runner {

Spec<CyclicLRConfig> CyclicLRConfig::spec() {
  using C = CyclicLRConfig;
  return Spec<C>("CyclicLR", "The rate goes up and down between two bounds, the momentum down and up.")
      .source("Smith 2017, arXiv:1506.01186; torch.optim.lr_scheduler.CyclicLR")
      .formula(
          "h_e climbs from 0 to 1 over step_size_up and falls to 0 over step_size_down, again and again\n"
          "s = 1 for triangular, 1 / 2^(cycle - 1) for triangular2, gamma^e for exp_range\n"
          "lr_e = base_lr + (max_lr - base_lr)·h_e·s,  e = 0, 1, …\n"
          "momentum_e = max_momentum - (max_momentum - base_momentum)·h_e·s")
      .required("base_lr", &C::base_lr, "The lower bound, in place of the optimizer's lr.", at_least(0))
      .required("max_lr", &C::max_lr, "The upper bound in the first cycle.", at_least(0))
      .field("step_size_up", &C::step_size_up, "Epochs (or iterations) of the way up.", at_least(1))
      .field("step_size_down", &C::step_size_down, "Of the way down; as many as up by default.", at_least(1))
      .field("mode", &C::mode, "How the upper bound changes from cycle to cycle.")
      .field("gamma", &C::gamma, "The factor of exp_range.", above(0))
      .field(
          "scale_fn", &C::scale_fn,
          "Instead of a mode, an expression in x, such as 0.5 ** (x - 1): the cycle's number from 1, or the "
          "epochs passed.")
      .field("scale_mode", &C::scale_mode, "What x of scale_fn counts.")
      .field("cycle_momentum", &C::cycle_momentum,
             "Move the optimizer's momentum (the first of its betas) against the rate.")
      .field("base_momentum", &C::base_momentum, "The momentum at the upper bound.", half_open(0, 1))
      .field("max_momentum", &C::max_momentum, "The momentum at the lower bound.", half_open(0, 1));
}

double CyclicLRConfig::scale(double cycle, double passed) const {
  if (scale_fn) return scale_fn->value(scale_mode == CyclicScaleMode::cycle ? cycle : passed);
  if (mode == CyclicMode::triangular) return 1;
  return mode == CyclicMode::triangular2 ? 1 / std::pow(2.0, cycle - 1) : std::pow(gamma, passed);
}

/// Between 0 at the lower bound and `scale` at the upper.
double CyclicLRConfig::height(std::int64_t passed) const {
  const double up = static_cast<double>(step_size_up);
  const double total = up + static_cast<double>(step_size_down.value_or(step_size_up));
  const double e = static_cast<double>(passed);
  const double ratio = up / total;
  const double cycle = std::floor(1 + e / total);
  const double x = 1 + e / total - cycle;
  return (x <= ratio ? x / ratio : (x - 1) / (ratio - 1)) * scale(cycle, e);
}

double CyclicLRConfig::rate(const ScheduleStart& /*start*/, std::int64_t passed) const {
  return base_lr + (max_lr - base_lr) * height(passed);
}

std::optional<double> CyclicLRConfig::momentum(const ScheduleStart& /*start*/, std::int64_t passed) const {
  if (!cycle_momentum) return std::nullopt;
  return max_momentum - (max_momentum - base_momentum) * height(passed);
}

std::optional<double> CyclicLRConfig::largest_momentum() const {
  return cycle_momentum ? std::optional(std::max(base_momentum, max_momentum)) : std::nullopt;
}

double CyclicLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  // PyTorch's learns its own lower bound only after the initial step.
  return turn.move == Move::initial ? start.lr : rate(start, turn.passed);
}

void CyclicLRConfig::prepare(ScheduledGroup& group) const {
  group.lr = base_lr;
}

void CyclicLRConfig::check(const ScheduleUse& use, ErrorSink& sink) const {
  check_momentum(cycle_momentum, use, sink);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, CyclicLRConfig>();

}  // namespace runner
