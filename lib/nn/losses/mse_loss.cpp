#include "nn/losses/mse_loss.h"

#include "nn/losses/fit_checks.h"
#include "spec/registration.h"

namespace runner {

Spec<MSELossConfig> MSELossConfig::spec() {
  return Spec<MSELossConfig>("MSELoss",
                             "Squared difference of prediction and target: large errors count most.")
      .alias("mse")
      .source("torch.nn.MSELoss")
      .formula("l = (p - t)²");
}

void MSELossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_columns("MSELoss", fit, sink);
}

template Registration<LossConfig> registration<LossConfig, MSELossConfig>();

}  // namespace runner
