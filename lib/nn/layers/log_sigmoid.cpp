#include "nn/layers/log_sigmoid.h"

#include "spec/registration.h"

namespace runner {

Spec<LogSigmoidConfig> LogSigmoidConfig::spec() {
  return Spec<LogSigmoidConfig>("LogSigmoid", "The logarithm of Sigmoid, without its rounding.")
      .source("torch.nn.LogSigmoid")
      .formula("y = -log(1 + e^-x)");
}

template Registration<LayerConfig> registration<LayerConfig, LogSigmoidConfig>();

}  // namespace runner
