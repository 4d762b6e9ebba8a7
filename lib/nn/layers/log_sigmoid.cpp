#include "nn/layers/log_sigmoid.h"

namespace runner {

Spec<LogSigmoidConfig> LogSigmoidConfig::spec() {
  return Spec<LogSigmoidConfig>("LogSigmoid", "The logarithm of Sigmoid, without its rounding.")
      .source("torch.nn.LogSigmoid")
      .formula("y = -log(1 + e^-x)");
}

}  // namespace runner
