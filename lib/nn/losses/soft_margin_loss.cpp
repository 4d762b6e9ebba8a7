#include "nn/losses/soft_margin_loss.h"

namespace runner {

Spec<SoftMarginLossConfig> SoftMarginLossConfig::spec() {
  return Spec<SoftMarginLossConfig>("SoftMarginLoss",
                                    "Logistic loss for two classes that are called -1 and 1.")
      .source("torch.nn.SoftMarginLoss")
      .formula("l = log(1 + e^(-t·x))");
}

void SoftMarginLossConfig::check(const Fit& fit, Complaints& complaints) const {
  check_signs("SoftMarginLoss", fit, complaints);
}

}  // namespace runner
