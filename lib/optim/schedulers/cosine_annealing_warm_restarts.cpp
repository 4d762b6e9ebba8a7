#include "optim/schedulers/cosine_annealing_warm_restarts.h"

#include <cmath>
#include <numbers>

#include "spec/registration.h"

namespace runner {

Spec<CosineAnnealingWarmRestartsConfig> CosineAnnealingWarmRestartsConfig::spec() {
  using C = CosineAnnealingWarmRestartsConfig;
  return Spec<C>("CosineAnnealingWarmRestarts", "The rate falls along half a cosine, again and again.")
      .source("Loshchilov & Hutter 2017 (SGDR), arXiv:1608.03983")
      .formula(
          "lr_e = eta_min + (lr - eta_min)·(1 + cos(π·T_cur / T_i)) / 2\n"
          "T_cur counts since the last restart; T_i is the length of this round: T_0, T_0·T_mult, "
          "T_0·T_mult², …")
      .required("T_0", &C::T_0, "Epochs (or iterations) of the first round.", at_least(1))
      .field("T_mult", &C::T_mult, "How many times longer each round is than the one before.", at_least(1))
      .field("eta_min", &C::eta_min, "The smallest rate.", at_least(0));
}

double CosineAnnealingWarmRestartsConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  // In doubles, which hold these counts exactly and can't overflow.
  double since = static_cast<double>(passed);
  double length = static_cast<double>(T_0);
  if (T_mult == 1) {
    since = std::fmod(since, length);
  } else {
    for (; since >= length; length *= static_cast<double>(T_mult)) since -= length;
  }
  return eta_min + (start.lr - eta_min) * (1 + std::cos(std::numbers::pi * since / length)) / 2;
}

template Registration<SchedulerConfig> registration<SchedulerConfig, CosineAnnealingWarmRestartsConfig>();

}  // namespace runner
