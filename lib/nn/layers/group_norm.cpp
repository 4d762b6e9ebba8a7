#include "nn/layers/group_norm.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<GroupNormConfig> GroupNormConfig::spec() {
  using C = GroupNormConfig;
  return Spec<C>("GroupNorm",
                 "Brings groups of channels of each sample to mean 0 and variance 1, in training and in "
                 "evaluation alike; other samples have no part in it.")
      .source("Wu & He 2018, Group normalization, arXiv:1803.08494; torch.nn.GroupNorm")
      .formula("y = (x - mean) / √(var + eps) · weight + bias, mean and var over the channels of a group")
      .required("num_groups", &C::num_groups, "Groups of equally many channels that lie together.",
                at_least(1))
      .field("num_channels", &C::num_channels, "Number of channels; by default what the layer before gives.",
             at_least(1))
      .field("eps", &C::eps, "Keeps the root above zero.", at_least(0))
      .field("affine", &C::affine, "Whether a weight and a bias of each channel are learned.");
}

std::optional<Shape> GroupNormConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  const Index channels = input.empty() ? 1 : input[0];
  if (num_channels && *num_channels != channels) {
    sink.error("num_channels", fmt::format("num_channels is {}, but the layer receives {}", *num_channels,
                                           batch_text(input)));
  } else if (channels % num_groups != 0) {
    sink.error("num_groups", fmt::format("num_groups is {}, which does not divide the {} channels of {}",
                                         num_groups, channels, batch_text(input)));
  } else if (size_of(input) == num_groups) {
    sink.error("num_groups", fmt::format("num_groups is {}: each of {} would be normalised by itself, to 0",
                                         num_groups, batch_text(input)));
  }
  return input;
}

template class GroupNorm<float>;
template class GroupNorm<double>;

template Registration<LayerConfig> registration<LayerConfig, GroupNormConfig>();

}  // namespace runner
