#include "nn/losses/bce_loss.h"

#include "spec/registration.h"

namespace runner {

Spec<BCELossConfig> BCELossConfig::spec() {
  using C = BCELossConfig;
  return Spec<C>("BCELoss", "Binary cross entropy of probabilities, as Sigmoid gives them.")
      .source("torch.nn.BCELoss")
      .formula("l = -w·(t·log p + (1 - t)·log(1 - p)), the logarithms at least -100")
      .field("weight", &C::weight, "Factor of every output's loss.", at_least(0));
}

void BCELossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_binary("BCELoss", fit, sink);
  check_weights("weight", weight, fit, sink);
  if (fit.output_range == OutputRange::log_probabilities) {
    sink.error("", "BCELoss takes probabilities, but LogSoftmax gives their logarithms");
  } else if (fit.output_range == OutputRange::any) {
    sink.warning("",
                 "BCELoss takes probabilities, but the network may give numbers outside of [0, 1]; "
                 "end it with Sigmoid, or use BCEWithLogitsLoss");
  }
}

template Registration<LossConfig> registration<LossConfig, BCELossConfig>();

}  // namespace runner
