#include "nn/layers/instance_norm1d.h"

#include <fmt/format.h>

#include "nn/batch_norm.h"
#include "spec/registration.h"

namespace runner {

Spec<InstanceNorm1dConfig> InstanceNorm1dConfig::spec() {
  using C = InstanceNorm1dConfig;
  return Spec<C>("InstanceNorm1d",
                 "Brings every channel of each series [C, L] to mean 0 and variance 1; other samples have no "
                 "part "
                 "in it.")
      .source("Ulyanov et al. 2016, Instance normalization, arXiv:1607.08022; torch.nn.InstanceNorm1d")
      .formula(
          "y = (x - mean) / √(var + eps) · weight + bias, mean and var over a channel of a sample\n"
          "running = (1 - momentum) · running + momentum · mean over the samples; for the variance that of n "
          "- 1")
      .field("num_features", &C::num_features, "Number of channels; by default what the layer before gives.",
             at_least(1))
      .field("eps", &C::eps, "Keeps the root above zero.", at_least(0))
      .field("momentum", &C::momentum,
             "Share of the newest batch in the running means. PyTorch's None is 0: they stay.", closed(0, 1))
      .field("affine", &C::affine, "Whether a weight and a bias of each channel are learned.")
      .field("track_running_stats", &C::track_running_stats,
             "Whether there are running means, by which evaluation normalises.");
}

std::optional<Shape> InstanceNorm1dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (input.size() != 2) {
    const char* instead = input.size() < 2 ? "LayerNorm" : "InstanceNorm2d";
    sink.error(
        "", fmt::format("InstanceNorm1d normalises the channels of [N, C, L], but it receives {}; write {}",
                        batch_text(input), instead));
    return input;
  }
  check_num_features(num_features, input, sink);
  if (size_of(input) == input[0]) {
    sink.error("", fmt::format("InstanceNorm1d needs more than one value in a channel, but it receives {}",
                               batch_text(input)));
  }
  return input;
}

template class InstanceNorm1d<float>;
template class InstanceNorm1d<double>;

template Registration<LayerConfig> registration<LayerConfig, InstanceNorm1dConfig>();

}  // namespace runner
