#pragma once

#include "nn/layer.h"
#include "nn/pool_windows.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

/// The largest value of each window. For all outputs it remembers which of the window's values that was: the
/// first of equal ones, or the last NaN.
template <class T>
class MaxPool final : public Layer<T> {
 public:
  MaxPool(PoolWindows windows, Index max_batch);

  bool fuse_epilogue(Epilogue epilogue) override { return fuse_relu_ = epilogue == Epilogue::relu; }
  bool fuse_epilogue_gradient(Epilogue epilogue) override { return gated_ = epilogue == Epilogue::relu; }
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  template <class Work>
  void with_positions(const Work& work);

  PoolWindows windows_;
  bool overlap_, cover_;
  bool fuse_relu_ = false, gated_ = false;
  // Of each output its place within the window, row by row: a byte where that is enough.
  Buffer<std::uint8_t> small_;
  Buffer<std::int32_t> large_;
};

/// What the two configs share; `dimensions` beside the channels.
template <class C, std::size_t dimensions>
struct MaxPoolConfigOf : LayerFactory::BuildOf<C, LayerConfig>, WindowOptions, PoolingConfig {
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override {
    return check_windows(C::name, *this, dimensions, input, sink);
  }
  OutputRange output_range(OutputRange input) const override { return range_within(input); }
  LayerCost cost(const Shape& input, const Shape& output) const override {
    return pooling_cost(input, output);
  }
  PoolWindows windows(const Shape& sample) const override {
    return windows_of(*this, dimensions, false, sample);
  }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const {
    return std::make_unique<MaxPool<T>>(windows(input), max_batch);
  }
};

/// torch.nn.MaxPool1d
struct MaxPool1dConfig : MaxPoolConfigOf<MaxPool1dConfig, 1> {
  static constexpr std::string_view name = "MaxPool1d";
  static Spec<MaxPool1dConfig> spec();
};
/// torch.nn.MaxPool2d
struct MaxPool2dConfig : MaxPoolConfigOf<MaxPool2dConfig, 2> {
  static constexpr std::string_view name = "MaxPool2d";
  static Spec<MaxPool2dConfig> spec();
};

template <class C, std::size_t dimensions>
struct AdaptiveMaxPoolConfigOf : LayerFactory::BuildOf<C, LayerConfig>, PoolingConfig {
  OutputSize output_size = std::int64_t{1};

  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override {
    return check_adaptive(C::name, output_size, dimensions, input, sink);
  }
  OutputRange output_range(OutputRange input) const override { return range_within(input); }
  LayerCost cost(const Shape& input, const Shape& output) const override {
    return pooling_cost(input, output);
  }
  PoolWindows windows(const Shape& sample) const override {
    return adaptive_windows(output_size, dimensions, sample);
  }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const {
    return std::make_unique<MaxPool<T>>(windows(input), max_batch);
  }
};

/// torch.nn.AdaptiveMaxPool1d
struct AdaptiveMaxPool1dConfig : AdaptiveMaxPoolConfigOf<AdaptiveMaxPool1dConfig, 1> {
  static constexpr std::string_view name = "AdaptiveMaxPool1d";
  static Spec<AdaptiveMaxPool1dConfig> spec();
};
/// torch.nn.AdaptiveMaxPool2d
struct AdaptiveMaxPool2dConfig : AdaptiveMaxPoolConfigOf<AdaptiveMaxPool2dConfig, 2> {
  static constexpr std::string_view name = "AdaptiveMaxPool2d";
  static Spec<AdaptiveMaxPool2dConfig> spec();
};

}  // namespace runner
