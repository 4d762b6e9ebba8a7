#include "nn/layers/dropout1d.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<Dropout1dConfig> Dropout1dConfig::spec() {
  using C = Dropout1dConfig;
  return Spec<C>(
             "Dropout1d",
             "Dropout of whole channels of a series [C, L]: one draw for each. The masks are PyTorch's, as "
             "Dropout's are.")
      .source("torch.nn.Dropout1d; Tompson et al. 2015, arXiv:1411.4280")
      .formula("y = 0 for a whole channel with probability p, else x / (1 - p)")
      .field("p", &C::p, "Probability that a channel is set to zero.", closed(0, 1));
}

std::optional<Shape> Dropout1dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (input.size() != 2) {
    sink.error("", fmt::format("Dropout1d drops channels of [N, C, L], but it receives {}; write {}",
                               batch_text(input), input.size() < 2 ? "Dropout" : "Dropout2d"));
  }
  return input;
}

OutputRange Dropout1dConfig::output_range(OutputRange input) const {
  return input;
}

template class Dropout1d<float>;
template class Dropout1d<double>;

template Registration<LayerConfig> registration<LayerConfig, Dropout1dConfig>();

}  // namespace runner
