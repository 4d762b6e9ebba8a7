#include "optim/optimizers/adamw.h"

#include "spec/registration.h"

namespace runner {

Spec<AdamWConfig> AdamWConfig::spec() {
  using C = AdamWConfig;
  return Spec<C>("AdamW", "Adam with a weight decay that shrinks the parameters themselves.")
      .source("Loshchilov & Hutter 2019, Algorithm 2, arXiv:1711.05101")
      .formula(
          "m_t, v_t as in Adam, of g_t = ∇f(w_{t-1})\n"
          "w_t = (1 - lr·weight_decay)·w_{t-1} - lr · m_t / (1 - β1^t) / (√(v_t / (1 - β2^t)) + eps)")
      .field("lr", &C::lr, "Step size before scheduling.", at_least(0))
      .field("betas", &C::betas, "Memory of the first and of the second moment.", half_open(0, 1))
      .field("eps", &C::eps, "Added to the root, so that nothing is divided by zero.", at_least(0))
      .field("weight_decay", &C::weight_decay, "Share of lr by which each step shrinks the parameters.",
             at_least(0))
      .field("amsgrad", &C::amsgrad, "Divide by the largest second moment so far.")
      .field("maximize", &C::maximize, "Climb instead of descending.");
}

template Registration<OptimizerConfig> registration<OptimizerConfig, AdamWConfig>();

}  // namespace runner
