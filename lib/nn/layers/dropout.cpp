#include "nn/layers/dropout.h"

#include "spec/registration.h"

namespace runner {

Spec<DropoutConfig> DropoutConfig::spec() {
  using C = DropoutConfig;
  return Spec<C>(
             "Dropout",
             "While training, sets values to zero at random and scales up the others; changes nothing in "
             "evaluation. The masks are PyTorch's, drawn from the run's seed as it draws them on processors "
             "that are not Intel's.")
      .source("Srivastava et al. 2014, Dropout: a simple way to prevent neural networks from overfitting")
      .revision(2)  // the masks have become PyTorch's
      .formula("y = 0 with probability p, else x / (1 - p)")
      .field("p", &C::p, "Probability that a value is set to zero.", closed(0, 1));
}

std::optional<Shape> DropoutConfig::output_shape(const Shape& input, ErrorSink& /*sink*/) const {
  return input;
}

OutputRange DropoutConfig::output_range(OutputRange input) const {
  return input;
}

template class Dropout<float>;
template class Dropout<double>;

template Registration<LayerConfig> registration<LayerConfig, DropoutConfig>();

}  // namespace runner
