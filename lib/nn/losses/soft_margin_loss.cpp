#include "nn/losses/soft_margin_loss.h"

#include "spec/registration.h"

namespace runner {

Spec<SoftMarginLossConfig> SoftMarginLossConfig::spec() {
  return Spec<SoftMarginLossConfig>("SoftMarginLoss",
                                    "Logistic loss for two classes that are called -1 and 1.")
      .source("torch.nn.SoftMarginLoss")
      .formula("l = log(1 + e^(-t·x))");
}

void SoftMarginLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_signs("SoftMarginLoss", fit, sink);
}

template Registration<LossConfig> registration<LossConfig, SoftMarginLossConfig>();

}  // namespace runner
