#include "nn/layers/batch_norm2d.h"

#include <fmt/format.h>

#include "spec/registration.h"

namespace runner {

Spec<BatchNorm2dConfig> BatchNorm2dConfig::spec() {
  using C = BatchNorm2dConfig;
  return Spec<C>(
             "BatchNorm2d",
             "Brings every channel of pictures [C, H, W] to mean 0 and variance 1, over its pixels in all "
             "samples: of the mini-batch while training, by running means of those in evaluation.")
      .source("Ioffe & Szegedy 2015, Batch normalization, arXiv:1502.03167; torch.nn.BatchNorm2d")
      .formula(
          "y = (x - mean) / √(var + eps) · weight + bias\n"
          "running = (1 - momentum) · running + momentum · batch; for the variance that of n - 1")
      .field("num_features", &C::num_features, "Number of channels; by default what the layer before gives.",
             at_least(1))
      .field("eps", &C::eps, "Keeps the root above zero.", at_least(0))
      .field("momentum", &C::momentum,
             "Share of the newest batch in the running means; cumulative (PyTorch's None) takes the mean "
             "over all batches.",
             closed(0, 1))
      .field("affine", &C::affine, "Whether weights and biases are learned.")
      .field("track_running_stats", &C::track_running_stats,
             "Whether there are running means; without them evaluation uses its own batch too.");
}

std::optional<Shape> BatchNorm2dConfig::output_shape(const Shape& input, ErrorSink& sink) const {
  if (input.size() != 3) {
    sink.error("", fmt::format("BatchNorm2d normalises the channels of [N, C, H, W], but it receives {}; "
                               "write BatchNorm1d",
                               batch_text(input)));
    return input;
  }
  check_num_features(num_features, input, sink);
  return input;
}

template <class T>
std::unique_ptr<Layer<T>> BatchNorm2dConfig::build(const Shape& input, Index /*max_batch*/) const {
  return std::make_unique<ChannelBatchNorm<T>>(BatchNormOptions{eps, momentum, affine, track_running_stats},
                                               input);
}

template Registration<LayerConfig> registration<LayerConfig, BatchNorm2dConfig>();

}  // namespace runner
