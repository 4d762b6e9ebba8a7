#include "optim/optimizers/adamw.h"

#include "optim/field_help.h"
#include "spec/registration.h"

namespace runner {

Spec<AdamWConfig> AdamWConfig::spec() {
  using C = AdamWConfig;
  return Spec<C>("AdamW", "Adam with a weight decay that shrinks the parameters themselves.")
      .source("Loshchilov & Hutter 2019, Algorithm 2, arXiv:1711.05101")
      .formula(
          "m_t, v_t as in Adam, of g_t = ∇f(w_{t-1})\n"
          "w_t = (1 - lr·weight_decay)·w_{t-1} - lr · m_t / (1 - β1^t) / (√(v_t / (1 - β2^t)) + eps)")
      .field("lr", &C::lr, lr_help, at_least(0))
      .field("betas", &C::betas, betas_help, half_open(0, 1))
      .field("eps", &C::eps, eps_help, at_least(0))
      .field("weight_decay", &C::weight_decay, decoupled_decay_help, at_least(0))
      .field("amsgrad", &C::amsgrad, amsgrad_help)
      .field("maximize", &C::maximize, maximize_help);
}

template Registration<OptimizerConfig> registration<OptimizerConfig, AdamWConfig>();

}  // namespace runner
