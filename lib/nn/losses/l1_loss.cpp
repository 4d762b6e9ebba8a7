#include "nn/losses/l1_loss.h"

#include "nn/losses/fit_checks.h"
#include "spec/registration.h"

namespace runner {

Spec<L1LossConfig> L1LossConfig::spec() {
  return Spec<L1LossConfig>("L1Loss",
                            "Absolute difference of prediction and target: every error counts by its size.")
      .alias("mae")
      .source("torch.nn.L1Loss")
      .formula("l = |p - t|; the derivative at p = t is 0");
}

void L1LossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_columns("L1Loss", fit, sink);
}

template Registration<LossConfig> registration<LossConfig, L1LossConfig>();

}  // namespace runner
