#pragma once

#include "nn/rearranged.h"
#include "spec/component.h"

namespace runner {

/// What layers share that give each value a new place in the sample.
template <class C>
struct RearrangedConfig : LayerFactory::BuildOf<C, LayerConfig>, RearrangingConfig {
  OutputRange output_range(OutputRange input) const override { return range_within(input); }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index /*max_batch*/) const {
    return std::make_unique<Rearranged<T>>(*this->sources(input, std::is_same_v<T, double>), size_of(input),
                                           0);
  }
};

/// torch.nn.PixelShuffle
struct PixelShuffleConfig : RearrangedConfig<PixelShuffleConfig> {
  std::int64_t upscale_factor = 1;

  static Spec<PixelShuffleConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  std::optional<Sources> sources(const Shape& sample, bool is_double) const override;
};

/// torch.nn.PixelUnshuffle
struct PixelUnshuffleConfig : RearrangedConfig<PixelUnshuffleConfig> {
  std::int64_t downscale_factor = 1;

  static Spec<PixelUnshuffleConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  std::optional<Sources> sources(const Shape& sample, bool is_double) const override;
};

/// torch.nn.ChannelShuffle
struct ChannelShuffleConfig : RearrangedConfig<ChannelShuffleConfig> {
  std::int64_t groups = 1;

  static Spec<ChannelShuffleConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  std::optional<Sources> sources(const Shape& sample, bool is_double) const override;
};

}  // namespace runner
