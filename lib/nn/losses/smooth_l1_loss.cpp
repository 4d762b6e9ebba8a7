#include "nn/losses/smooth_l1_loss.h"

#include "nn/losses/fit_checks.h"
#include "spec/registration.h"

namespace runner {

Spec<SmoothL1LossConfig> SmoothL1LossConfig::spec() {
  using C = SmoothL1LossConfig;
  return Spec<C>("SmoothL1Loss",
                 "Squared difference where it is small, absolute where it is large: outliers pull less.")
      .source("Girshick 2015, Fast R-CNN, arXiv:1504.08083; torch.nn.SmoothL1Loss")
      .formula("d = |p - t|;  l = d² / (2·beta) where d < beta, else d - beta / 2")
      .field("beta", &C::beta, "Where the square ends; 0 gives L1Loss.", at_least(0));
}

void SmoothL1LossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_columns("SmoothL1Loss", fit, sink);
}

template Registration<LossConfig> registration<LossConfig, SmoothL1LossConfig>();

}  // namespace runner
