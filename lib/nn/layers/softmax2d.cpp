#include "nn/layers/softmax2d.h"

#include "nn/pictures.h"
#include "spec/registration.h"

namespace runner {

Spec<Softmax2dConfig> Softmax2dConfig::spec() {
  return Spec<Softmax2dConfig>("Softmax2d", "Turns the channels of each pixel into probabilities.")
      .source("torch.nn.Softmax2d")
      .formula("y[c, h, w] = e^x[c, h, w] / Σ_k e^x[k, h, w]");
}

std::optional<Shape> Softmax2dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (!check_planes("Softmax2d", input, 2, sink)) return std::nullopt;
  return softmax_shape("Softmax2d", 1, input, sink);
}

template Registration<LayerConfig> registration<LayerConfig, Softmax2dConfig>();

}  // namespace runner
