#include "nn/layers/pixel_shuffle.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {
namespace {

constexpr double most_factor = 1 << 12;

/// Calls `work(small, large)` with the places of one pixel in a picture of channels · factor² channels and in
/// the one that is `factor` times as high and wide.
template <class Work>
void for_pixels(Index channels, Index height, Index width, Index factor, const Work& work) {
  Index large = 0;
  for (Index c = 0; c < channels; ++c) {
    for (Index y = 0; y < height * factor; ++y) {
      for (Index x = 0; x < width * factor; ++x, ++large) {
        const Index channel = (c * factor + y % factor) * factor + x % factor;
        work((channel * height + y / factor) * width + x / factor, large);
      }
    }
  }
}

}  // namespace

Spec<PixelShuffleConfig> PixelShuffleConfig::spec() {
  using C = PixelShuffleConfig;
  return Spec<C>("PixelShuffle", "Makes a picture larger by pixels that lie in channels.")
      .source("Shi et al. 2016, Real-time super-resolution by an efficient sub-pixel CNN, arXiv:1609.05158")
      .formula(
          "[N, C·r², H, W] becomes [N, C, H·r, W·r]: y[c, h·r + i, w·r + j] = x[c·r² + i·r + j, h, w], "
          "r = upscale_factor")
      .required("upscale_factor", &C::upscale_factor, "How many times as high and wide the picture becomes.",
                closed(1, most_factor));
}

std::optional<Shape> PixelShuffleConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (!check_planes("PixelShuffle", input, 2, sink)) return std::nullopt;
  const Index channels = upscale_factor * upscale_factor;
  if (input[0] % channels != 0) {
    sink.error("upscale_factor",
               fmt::format("upscale_factor {} needs a multiple of {} channels, but the layer receives {}",
                           upscale_factor, channels, batch_text(input)));
    return std::nullopt;
  }
  return Shape{input[0] / channels, input[1] * upscale_factor, input[2] * upscale_factor};
}

std::optional<Sources> PixelShuffleConfig::sources(const Shape& sample, bool /*is_double*/) const {
  Sources sources(static_cast<std::size_t>(size_of(sample)));
  for_pixels(sample[0] / (upscale_factor * upscale_factor), sample[1], sample[2], upscale_factor,
             [&](Index small, Index large) {
               sources[static_cast<std::size_t>(large)] = static_cast<std::int32_t>(small);
             });
  return sources;
}

Spec<PixelUnshuffleConfig> PixelUnshuffleConfig::spec() {
  using C = PixelUnshuffleConfig;
  return Spec<C>("PixelUnshuffle", "Makes a picture smaller and lays the pixels into channels.")
      .source("torch.nn.PixelUnshuffle")
      .formula(
          "[N, C, H·r, W·r] becomes [N, C·r², H, W]: y[c·r² + i·r + j, h, w] = x[c, h·r + i, w·r + j], "
          "r = downscale_factor")
      .required("downscale_factor", &C::downscale_factor, "How many times as high and wide the picture was.",
                closed(1, most_factor));
}

std::optional<Shape> PixelUnshuffleConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (!check_planes("PixelUnshuffle", input, 2, sink)) return std::nullopt;
  if (input[1] % downscale_factor != 0 || input[2] % downscale_factor != 0) {
    sink.error("downscale_factor",
               fmt::format("downscale_factor {} does not divide height and width of what the layer receives, "
                           "{}",
                           downscale_factor, batch_text(input)));
    return std::nullopt;
  }
  return Shape{input[0] * downscale_factor * downscale_factor, input[1] / downscale_factor,
               input[2] / downscale_factor};
}

std::optional<Sources> PixelUnshuffleConfig::sources(const Shape& sample, bool /*is_double*/) const {
  Sources sources(static_cast<std::size_t>(size_of(sample)));
  for_pixels(sample[0], sample[1] / downscale_factor, sample[2] / downscale_factor, downscale_factor,
             [&](Index small, Index large) {
               sources[static_cast<std::size_t>(small)] = static_cast<std::int32_t>(large);
             });
  return sources;
}

Spec<ChannelShuffleConfig> ChannelShuffleConfig::spec() {
  using C = ChannelShuffleConfig;
  return Spec<C>("ChannelShuffle", "Mixes groups of channels, so that each part of what follows sees of all.")
      .source("Zhang et al. 2018, ShuffleNet, arXiv:1707.01083")
      .formula("y[k·groups + g] = x[g·C/groups + k] for C channels")
      .required("groups", &C::groups, "Number of groups that lie one behind the other.",
                closed(1, most_factor));
}

std::optional<Shape> ChannelShuffleConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (input.size() < 2) {
    sink.error("",
               fmt::format("ChannelShuffle takes samples with channels, but the layer receives {}; put an "
                           "Unflatten before it",
                           batch_text(input)));
    return std::nullopt;
  }
  if (input[0] % groups != 0) {
    sink.error("groups", fmt::format("groups is {}, which does not divide the channels of what the layer "
                                     "receives, {}",
                                     groups, batch_text(input)));
    return std::nullopt;
  }
  return input;
}

std::optional<Sources> ChannelShuffleConfig::sources(const Shape& sample, bool /*is_double*/) const {
  Sources sources;
  const Index each = sample[0] / groups, plane = size_of(sample) / sample[0];
  for (Index channel = 0; channel < sample[0]; ++channel) {
    const Index from = channel % groups * each + channel / groups;
    for (Index i = 0; i < plane; ++i) sources.push_back(static_cast<std::int32_t>(from * plane + i));
  }
  return sources;
}

template Registration<LayerConfig> registration<LayerConfig, PixelShuffleConfig>();
template Registration<LayerConfig> registration<LayerConfig, PixelUnshuffleConfig>();
template Registration<LayerConfig> registration<LayerConfig, ChannelShuffleConfig>();

}  // namespace runner
