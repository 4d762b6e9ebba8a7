#include "nn/losses/kl_div_loss.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<KLDivLossConfig> KLDivLossConfig::spec() {
  using C = KLDivLossConfig;
  return Spec<C>("KLDivLoss",
                 "How far the predicted probabilities, given as logarithms, are from the target ones.")
      .source("Kullback & Leibler 1951, On information and sufficiency; torch.nn.KLDivLoss")
      .formula("l = t · (log t - x);  with log_target l = e^t · (t - x)")
      .field("log_target", &C::log_target, "The targets are logarithms of probabilities.");
}

void KLDivLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_columns("KLDivLoss", fit, sink);
  if (fit.output_range != OutputRange::log_probabilities) {
    sink.warning("", "KLDivLoss takes the logarithms of probabilities; end the network with LogSoftmax");
  }
  if (fit.target.is_class) return;
  if (log_target ? fit.target.highest > 0 : fit.target.lowest < 0 || fit.target.highest > 1) {
    sink.warning("", fmt::format("KLDivLoss takes {} as targets, but {}",
                                 log_target ? "logarithms of probabilities" : "probabilities",
                                 range_text(fit.target)));
  }
  if (reduction == ValueReduction::mean) {
    sink.warning("",
                 "the mean over all outputs is not the divergence: reduction batchmean, the mean over "
                 "samples, is");
  }
}

template Registration<LossConfig> registration<LossConfig, KLDivLossConfig>();

}  // namespace runner
