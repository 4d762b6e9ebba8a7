#include "optim/schedulers/cosine_annealing_lr.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "spec/registration.h"

namespace runner {

Spec<CosineAnnealingLRConfig> CosineAnnealingLRConfig::spec() {
  using C = CosineAnnealingLRConfig;
  return Spec<C>("CosineAnnealingLR", "The rate falls along half a cosine; past T_max it climbs back.")
      .source("Loshchilov & Hutter 2017, arXiv:1608.03983, without restarts")
      .formula("lr_e = eta_min + (lr - eta_min)·(1 + cos(π·e / T_max)) / 2,  e = 0, 1, …")
      .field("T_max", &C::T_max,
             "Epochs (or iterations) until the smallest rate; as many as the training has by default.",
             at_least(1))
      .field("eta_min", &C::eta_min, "The smallest rate.", at_least(0));
}

std::int64_t CosineAnnealingLRConfig::period(std::int64_t length) const {
  return T_max.value_or(std::max<std::int64_t>(length, 1));
}

double CosineAnnealingLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  const double angle =
      std::numbers::pi * static_cast<double>(passed) / static_cast<double>(period(start.length));
  return eta_min + (start.lr - eta_min) * (1 + std::cos(angle)) / 2;
}

double CosineAnnealingLRConfig::follow(const ScheduleStart& start, const Turn& turn) const {
  if (turn.move == Move::restart) return rate(start, 0);
  if (turn.move == Move::initial) return turn.lr;
  // Next to the rate as the other schedules left it: by the ratio of two heights of the cosine.
  const std::int64_t half = period(start.length);
  const auto height = [&](std::int64_t passed) {
    return 1 + std::cos(std::numbers::pi * static_cast<double>(passed) / static_cast<double>(half));
  };
  // From the lowest point no factor leads up again.
  if ((turn.passed - 1 + 2 * half) % (2 * half) == half)
    return turn.lr + (start.lr - eta_min) * (1 - std::cos(std::numbers::pi / static_cast<double>(half))) / 2;
  return height(turn.passed) / height(turn.passed - 1) * (turn.lr - eta_min) + eta_min;
}

template Registration<SchedulerConfig> registration<SchedulerConfig, CosineAnnealingLRConfig>();

}  // namespace runner
