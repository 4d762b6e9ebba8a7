#include "nn/losses/bce_loss.h"

namespace runner {

Spec<BCELossConfig> BCELossConfig::spec() {
  using C = BCELossConfig;
  return Spec<C>("BCELoss", "Binary cross entropy of probabilities, as Sigmoid gives them.")
      .source("torch.nn.BCELoss")
      .formula("l = -w·(t·log p + (1 - t)·log(1 - p)), the logarithms at least -100")
      .field("weight", &C::weight, "Factor of every output's loss.", at_least(0));
}

void BCELossConfig::check(const Fit& fit, Complaints& complaints) const {
  check_binary("BCELoss", fit, complaints);
  check_weights("weight", weight, fit, complaints);
  if (fit.output_range == OutputRange::log_probabilities) {
    complaints.error("", "BCELoss takes probabilities, but LogSoftmax gives their logarithms");
  } else if (fit.output_range == OutputRange::any) {
    complaints.warning("",
                       "BCELoss takes probabilities, but the network may give numbers outside of [0, 1]; "
                       "end it with Sigmoid, or use BCEWithLogitsLoss");
  }
}

}  // namespace runner
