#include "optim/schedulers/inverse_lr.h"

#include <cmath>

#include "spec/registration.h"

namespace runner {

Spec<InverseLRConfig> InverseLRConfig::spec() {
  using C = InverseLRConfig;
  return Spec<C>("InverseLR",
                 "The rate falls with a power of time; with a power of 1 it is lr / (1 + gamma·e).")
      .alias("inv")
      .source("Caffe's lr_policy inv, with the numbers of its LeNet as defaults; Robbins & Monro 1951")
      .formula("lr_e = lr·(1 + gamma·e)^(-power),  e = 0, 1, …")
      .field("gamma", &C::gamma, "How fast time runs.", at_least(0))
      .field("power", &C::power, "How strongly time counts.", at_least(0));
}

double InverseLRConfig::rate(const ScheduleStart& start, std::int64_t passed) const {
  return start.lr * std::pow(1 + gamma * static_cast<double>(passed), -power);
}

template Registration<SchedulerConfig> registration<SchedulerConfig, InverseLRConfig>();

}  // namespace runner
