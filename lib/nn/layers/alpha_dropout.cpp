#include "nn/layers/alpha_dropout.h"

#include "spec/registration.h"

namespace runner {

Spec<AlphaDropoutConfig> AlphaDropoutConfig::spec() {
  using C = AlphaDropoutConfig;
  return Spec<C>(
             "AlphaDropout",
             "While training, sets values to SELU's lowest at random and keeps mean and variance; changes "
             "nothing in evaluation. The masks are PyTorch's, as Dropout's are.")
      .source("Klambauer et al. 2017, Self-normalizing neural networks, arXiv:1706.02515")
      .revision(2)  // the masks have become PyTorch's
      .formula(
          "y = a · (-α with probability p, else x) + b;  α = 1.7580993408473766\n"
          "a = 1 / √((α² · p + 1) · (1 - p)),  b = a · α · p")
      .field("p", &C::p, "Probability that a value is dropped.", closed(0, 1));
}

std::optional<Shape> AlphaDropoutConfig::output_shape(const Shape& input, ErrorSink& /*sink*/) const {
  return input;
}

OutputRange AlphaDropoutConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template class AlphaDropout<float>;
template class AlphaDropout<double>;

template Registration<LayerConfig> registration<LayerConfig, AlphaDropoutConfig>();

}  // namespace runner
