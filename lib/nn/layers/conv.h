#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "nn/conv_options.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Conv;

/// What stands beside a picture where windows reach out of it.
enum class PaddingMode { zeros, reflect, replicate, circular };
constexpr auto choice_names(PaddingMode) {
  return std::array<std::string_view, 4>{"zeros", "reflect", "replicate", "circular"};
}

/// No padding, or as much as keeps the size.
enum class NamedPadding { valid, same };
constexpr auto choice_names(NamedPadding) {
  return std::array<std::string_view, 2>{"valid", "same"};
}

struct ConvPaddingOptions : ConvOptions {
  std::variant<NamedPadding, std::int64_t, std::vector<std::int64_t>> padding = std::int64_t{0};
  PaddingMode padding_mode = PaddingMode::zeros;
};

/// Conv1d and Conv2d.
template <class C, std::size_t Dimensions>
struct ConvConfigOf : LayerConfigOf<C, Conv>, ConvPaddingOptions {
  static Spec<C> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  Index parameter_count(const Shape& input) const override;
  LayerCost cost(const Shape& input, const Shape& output) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
};

/// torch.nn.Conv1d
struct Conv1dConfig : ConvConfigOf<Conv1dConfig, 1> {};
/// torch.nn.Conv2d
struct Conv2dConfig : ConvConfigOf<Conv2dConfig, 2> {};

/// y = bias + windows · weight. Padding by other values than zeros is made before the windows are looked at,
/// as a picture of its own.
template <class T>
class Conv final : public ConvLayer<T> {
 public:
  Conv(const ConvPaddingOptions& options, const Shape& input, Index max_batch);

  void use_bfloat16() override;
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  template <Index L>
  void pad(const T* in, Index blocks, int threads);
  /// The gradients of padded values to where these came from.
  template <Index L>
  void fold(T* grad_in, const T* gate, Index blocks, int threads) const;

  Index max_batch_;
  ConvolutionShape shape_;
  Index source_rows_ = 1, source_columns_ = 1;
  std::vector<Index> row_of_, column_of_;  // of the source, for those of the padded picture; or empty
  Buffer<T> padded_, padded_gradient_;
  std::unique_ptr<Convolution<T>> convolution_;
};

}  // namespace runner
