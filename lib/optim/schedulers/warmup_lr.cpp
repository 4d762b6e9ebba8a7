#include "optim/schedulers/warmup_lr.h"

#include <cmath>
#include <numbers>

#include "spec/registration.h"

namespace runner {

Spec<WarmupLRConfig> WarmupLRConfig::spec() {
  using C = WarmupLRConfig;
  return Spec<C>("WarmupLR", "The rate climbs to its whole size and stays there.")
      .source("Goyal et al. 2017, arXiv:1706.02677; exponential: MMCV's LrUpdaterHook with warmup: exp")
      .formula(
          "lr_e = lr·(start_factor + (1 - start_factor)·t),  t = min(1, e / total_iters),  e = 0, 1, …\n"
          "exponential: lr_e = lr·start_factor^(1 - t)\n"
          "cosine: lr_e = lr·(start_factor + (1 - start_factor)·(1 - cos(π·t)) / 2)")
      .field("total_iters", &C::total_iters, "Epochs (or iterations) until the rate is whole.", at_least(0))
      .field("start_factor", &C::start_factor, "Share of the rate at first.",
             Range{.low = 0, .high = 1, .low_open = true})
      .field("shape", &C::shape, "How the rate climbs.");
}

double WarmupLRConfig::factor(std::int64_t passed) const {
  if (passed >= total_iters) return 1;
  const double t = static_cast<double>(passed) / static_cast<double>(total_iters);
  if (shape == WarmupShape::exponential) return std::pow(start_factor, 1 - t);
  const double way = shape == WarmupShape::linear ? t : (1 - std::cos(std::numbers::pi * t)) / 2;
  return start_factor + (1 - start_factor) * way;
}

double WarmupLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  return start.lr * factor(passed);
}

double WarmupLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  if (turn.move == Move::restart) return rate(start, 0);
  if (turn.passed == 0) return turn.lr * factor(0);
  return turn.passed > total_iters ? turn.lr : turn.lr * factor(turn.passed) / factor(turn.passed - 1);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, WarmupLRConfig>();

}  // namespace runner
