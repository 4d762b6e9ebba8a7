#include "nn/losses/poisson_nll_loss.h"

#include "spec/registration.h"

namespace runner {

Spec<PoissonNLLLossConfig> PoissonNLLLossConfig::spec() {
  using C = PoissonNLLLossConfig;
  return Spec<C>("PoissonNLLLoss",
                 "How unlikely counts are when the network gives their mean, or its logarithm.")
      .source("torch.nn.PoissonNLLLoss")
      .formula(
          "log_input: l = e^p - t · p;  otherwise l = p - t · log(p + eps)\nfull adds t · log t - t + "
          "log(2πt) / 2 where t > 1")
      .revision(2)  // metrics compare the mean with the target, not its logarithm
      .field("log_input", &C::log_input,
             "The network gives the logarithm of the mean, not the mean; metrics and predictions have the "
             "mean.")
      .field("full", &C::full, "Adds the term that only the target decides (Stirling).")
      .field("eps", &C::eps, "Keeps the logarithm of a mean of 0 finite.", at_least(0));
}

void PoissonNLLLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_columns("PoissonNLLLoss", fit, sink);
  if (!fit.target.is_class && fit.target.lowest < 0) {
    sink.warning("", "PoissonNLLLoss takes counts as targets, but " + range_text(fit.target));
  }
}

template Registration<LossConfig> registration<LossConfig, PoissonNLLLossConfig>();

}  // namespace runner
