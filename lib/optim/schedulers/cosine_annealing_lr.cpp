#include "optim/schedulers/cosine_annealing_lr.h"

#include <cmath>
#include <numbers>

namespace runner {

Spec<CosineAnnealingLRConfig> CosineAnnealingLRConfig::spec() {
  using C = CosineAnnealingLRConfig;
  return Spec<C>("CosineAnnealingLR", "The rate falls along half a cosine; past T_max it climbs back.")
      .source("Loshchilov & Hutter 2017, arXiv:1608.03983, without restarts")
      .formula("lr_e = eta_min + (lr - eta_min)·(1 + cos(π·e / T_max)) / 2,  e = 0, 1, …")
      .required("T_max", &C::T_max, "Epochs (or iterations) until the smallest rate.", at_least(1))
      .field("eta_min", &C::eta_min, "The smallest rate.", at_least(0));
}

double CosineAnnealingLRConfig::rate(double base_lr, std::int64_t passed) const {
  const double angle = std::numbers::pi * static_cast<double>(passed) / static_cast<double>(T_max);
  return eta_min + (base_lr - eta_min) * (1 + std::cos(angle)) / 2;
}

}  // namespace runner
