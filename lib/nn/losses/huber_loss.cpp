#include "nn/losses/huber_loss.h"

#include "spec/registration.h"

namespace runner {

Spec<HuberLossConfig> HuberLossConfig::spec() {
  using C = HuberLossConfig;
  return Spec<C>(
             "HuberLoss",
             "Squared difference where it is small, absolute where it is large; delta times SmoothL1Loss.")
      .source("Huber 1964, Robust estimation of a location parameter; torch.nn.HuberLoss")
      .formula("d = |p - t|;  l = d² / 2 where d <= delta, else delta · (d - delta / 2)")
      .field("delta", &C::delta, "Where the square ends.", above(0));
}

void HuberLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_columns("HuberLoss", fit, sink);
}

template Registration<LossConfig> registration<LossConfig, HuberLossConfig>();

}  // namespace runner
