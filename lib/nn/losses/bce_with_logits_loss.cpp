#include "nn/losses/bce_with_logits_loss.h"

#include "spec/registration.h"

namespace runner {

Spec<BCEWithLogitsLossConfig> BCEWithLogitsLossConfig::spec() {
  using C = BCEWithLogitsLossConfig;
  return Spec<C>("BCEWithLogitsLoss",
                 "Sigmoid and BCELoss in one, without their rounding; for a network that ends in Linear.")
      .source("torch.nn.BCEWithLogitsLoss")
      .formula("p = 1 / (1 + e^-x);  l = -w·(pos_weight·t·log p + (1 - t)·log(1 - p))")
      .field("weight", &C::weight, "Factor of every output's loss.", at_least(0))
      .field("pos_weight", &C::pos_weight,
             "Factor of the positive targets: a list with one for every output, or balanced: negatives / "
             "positives "
             "of the training part.",
             at_least(0));
}

void BCEWithLogitsLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_binary("BCEWithLogitsLoss", fit, sink);
  check_weights("weight", weight, fit, sink);
  check_weights("pos_weight", pos_weight, fit, sink);
  if (fit.output_range != OutputRange::any && fit.output_range != OutputRange::data_unit_interval) {
    sink.warning("",
                 "BCEWithLogitsLoss applies the sigmoid itself; end the network with Linear, or use BCELoss");
  }
}

LossConfig::Resolved BCEWithLogitsLossConfig::resolved_for(const Fit& fit) const {
  return with_numbers(*this, &BCEWithLogitsLossConfig::pos_weight, "pos_weight", fit);
}

template Registration<LossConfig> registration<LossConfig, BCEWithLogitsLossConfig>();

}  // namespace runner
