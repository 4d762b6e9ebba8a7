#include "nn/losses/multi_label_soft_margin_loss.h"

#include "spec/registration.h"

namespace runner {

Spec<MultiLabelSoftMarginLossConfig> MultiLabelSoftMarginLossConfig::spec() {
  using C = MultiLabelSoftMarginLossConfig;
  return Spec<C>(
             "MultiLabelSoftMarginLoss",
             "BCEWithLogitsLoss that takes the mean over the labels of a sample also where reduction is sum.")
      .source("torch.nn.MultiLabelSoftMarginLoss")
      .formula("l = -1/C · Σ_c w_c · (t_c · log σ(x_c) + (1 - t_c) · log σ(-x_c)),  σ = Sigmoid")
      .field("weight", &C::weight, "Factor of every label.", at_least(0));
}

void MultiLabelSoftMarginLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_binary("MultiLabelSoftMarginLoss", fit, sink);
  check_weights("weight", weight, fit, sink);
}

template Registration<LossConfig> registration<LossConfig, MultiLabelSoftMarginLossConfig>();

}  // namespace runner
