#pragma once

#include <memory>

#include "nn/conv_options.h"
#include "spec/component.h"

namespace runner {

template <class T>
class ConvTranspose;

struct ConvTransposeOptions : ConvOptions {
  Extents padding = std::int64_t{0};
  Extents output_padding = std::int64_t{0};
};

/// ConvTranspose1d and ConvTranspose2d.
template <class C, std::size_t Dimensions>
struct ConvTransposeConfigOf : LayerConfigOf<C, ConvTranspose>, ConvTransposeOptions {
  static Spec<C> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override;
  LayerCost cost(const Shape& input, const Shape& output) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
};

/// torch.nn.ConvTranspose1d
struct ConvTranspose1dConfig : ConvTransposeConfigOf<ConvTranspose1dConfig, 1> {};
/// torch.nn.ConvTranspose2d
struct ConvTranspose2dConfig : ConvTransposeConfigOf<ConvTranspose2dConfig, 2> {};

/// A convolution the other way round: from its features to its pictures.
template <class T>
class ConvTranspose final : public ConvLayer<T> {
 public:
  ConvTranspose(const ConvTransposeOptions& options, const Shape& input, Index max_batch);

  void use_bfloat16() override;
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  Index max_batch_;
  ConvolutionShape shape_;  // whose pictures come out
  std::unique_ptr<Convolution<T>> convolution_;
};

}  // namespace runner
