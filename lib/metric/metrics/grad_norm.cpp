#include "metric/metrics/grad_norm.h"

#include "spec/registration.h"

namespace runner {

Spec<GradNormConfig> GradNormConfig::spec() {
  return Spec<GradNormConfig>("grad_norm", "The length of the vector of all gradients while training.")
      .source("torch.nn.utils.clip_grad_norm_, norm_type 2")
      .formula("√(Σ g²) over all parameters");
}

template Registration<MetricConfig> registration<MetricConfig, GradNormConfig>();

}  // namespace runner
