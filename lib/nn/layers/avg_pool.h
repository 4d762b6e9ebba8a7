#pragma once

#include "nn/layer.h"
#include "nn/pool_windows.h"
#include "spec/component.h"

namespace runner {

/// The mean of each window.
template <class T>
class AvgPool final : public Layer<T> {
 public:
  /// `divisor`: what sums are divided by, in the place of the number of values.
  AvgPool(PoolWindows windows, std::optional<std::int64_t> divisor);

  bool fuse_epilogue(Epilogue epilogue) override { return fuse_relu_ = epilogue == Epilogue::relu; }
  bool fuse_epilogue_gradient(Epilogue epilogue) override { return gated_ = epilogue == Epilogue::relu; }
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  PoolWindows windows_;
  bool overlap_, cover_;
  T divisor_;  // or 0
  bool fuse_relu_ = false, gated_ = false;
};

/// What the two configs share; `dimensions` beside the channels.
template <class C, std::size_t dimensions>
struct AvgPoolConfigOf : LayerFactory::BuildOf<C, LayerConfig>, WindowOptions, PoolingConfig {
  bool count_include_pad = true;
  std::optional<std::int64_t> divisor_override;

  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override {
    return check_windows(C::name, *this, dimensions, input, sink);
  }
  OutputRange output_range(OutputRange input) const override {
    return divisor_override ? OutputRange::any : range_within(input);
  }
  LayerCost cost(const Shape& input, const Shape& output) const override {
    return pooling_cost(input, output);
  }
  PoolWindows windows(const Shape& sample) const override {
    return windows_of(*this, dimensions, count_include_pad, sample);
  }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index /*max_batch*/) const {
    return std::make_unique<AvgPool<T>>(windows(input), divisor_override);
  }
};

/// torch.nn.AvgPool1d
struct AvgPool1dConfig : AvgPoolConfigOf<AvgPool1dConfig, 1> {
  static constexpr std::string_view name = "AvgPool1d";
  static Spec<AvgPool1dConfig> spec();
};
/// torch.nn.AvgPool2d
struct AvgPool2dConfig : AvgPoolConfigOf<AvgPool2dConfig, 2> {
  static constexpr std::string_view name = "AvgPool2d";
  static Spec<AvgPool2dConfig> spec();
};

template <class C, std::size_t dimensions>
struct AdaptiveAvgPoolConfigOf : LayerFactory::BuildOf<C, LayerConfig>, PoolingConfig {
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
  std::unique_ptr<Layer<T>> build(const Shape& input, Index /*max_batch*/) const {
    return std::make_unique<AvgPool<T>>(windows(input), std::nullopt);
  }
};

/// torch.nn.AdaptiveAvgPool1d
struct AdaptiveAvgPool1dConfig : AdaptiveAvgPoolConfigOf<AdaptiveAvgPool1dConfig, 1> {
  static constexpr std::string_view name = "AdaptiveAvgPool1d";
  static Spec<AdaptiveAvgPool1dConfig> spec();
};
/// torch.nn.AdaptiveAvgPool2d
struct AdaptiveAvgPool2dConfig : AdaptiveAvgPoolConfigOf<AdaptiveAvgPool2dConfig, 2> {
  static constexpr std::string_view name = "AdaptiveAvgPool2d";
  static Spec<AdaptiveAvgPool2dConfig> spec();
};

}  // namespace runner
