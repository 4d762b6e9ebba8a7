#include "nn/layers/feature_alpha_dropout.h"

#include "spec/registration.h"

namespace runner {

Spec<FeatureAlphaDropoutConfig> FeatureAlphaDropoutConfig::spec() {
  using C = FeatureAlphaDropoutConfig;
  return Spec<C>(
             "FeatureAlphaDropout",
             "AlphaDropout with one draw for a whole channel: all values of a sample that share its first "
             "index. The masks are PyTorch's, as Dropout's are.")
      .source("torch.nn.FeatureAlphaDropout; Klambauer et al. 2017, arXiv:1706.02515")
      .formula(
          "y = a · (-α with probability p, else x) + b;  α = 1.7580993408473766\n"
          "a = 1 / √((α² · p + 1) · (1 - p)),  b = a · α · p")
      .field("p", &C::p, "Probability that a channel is dropped.", closed(0, 1));
}

std::optional<Shape> FeatureAlphaDropoutConfig::output_shape(const Shape& input, ErrorSink& /*sink*/) const {
  return input;
}

OutputRange FeatureAlphaDropoutConfig::output_range(OutputRange /*input*/) const {
  return OutputRange::any;
}

template class FeatureAlphaDropout<float>;
template class FeatureAlphaDropout<double>;

template Registration<LayerConfig> registration<LayerConfig, FeatureAlphaDropoutConfig>();

}  // namespace runner
