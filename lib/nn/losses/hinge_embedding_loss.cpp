#include "nn/losses/hinge_embedding_loss.h"

#include "spec/registration.h"

namespace runner {

Spec<HingeEmbeddingLossConfig> HingeEmbeddingLossConfig::spec() {
  using C = HingeEmbeddingLossConfig;
  return Spec<C>("HingeEmbeddingLoss",
                 "For a distance: small where the target is 1, at least margin where it is -1.")
      .source("torch.nn.HingeEmbeddingLoss")
      .formula("l = x where t = 1, max(0, margin - x) where t = -1")
      .field("margin", &C::margin, "The distance that is far enough.");
}

void HingeEmbeddingLossConfig::check(const Fit& fit, ErrorSink& sink) const {
  check_signs("HingeEmbeddingLoss", fit, sink);
}

template Registration<LossConfig> registration<LossConfig, HingeEmbeddingLossConfig>();

}  // namespace runner
