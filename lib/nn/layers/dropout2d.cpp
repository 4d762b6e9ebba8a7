#include "nn/layers/dropout2d.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<Dropout2dConfig> Dropout2dConfig::spec() {
  using C = Dropout2dConfig;
  return Spec<C>(
             "Dropout2d",
             "Dropout of whole channels of a picture [C, H, W]: one draw for each. The masks are PyTorch's, "
             "as Dropout's are.")
      .source("torch.nn.Dropout2d; Tompson et al. 2015, arXiv:1411.4280")
      .formula("y = 0 for a whole channel with probability p, else x / (1 - p)")
      .field("p", &C::p, "Probability that a channel is set to zero.", closed(0, 1));
}

std::optional<Shape> Dropout2dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (input.size() < 3) {
    sink.warning("", fmt::format("Dropout2d is for [N, C, H, W]; of {} it drops {}, as {} does",
                                 batch_text(input), input.size() < 2 ? "single values" : "whole channels",
                                 input.size() < 2 ? "Dropout" : "Dropout1d"));
  }
  return input;
}

OutputRange Dropout2dConfig::output_range(OutputRange input) const {
  return input;
}

template class Dropout2d<float>;
template class Dropout2d<double>;

template Registration<LayerConfig> registration<LayerConfig, Dropout2dConfig>();

}  // namespace runner
