#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "nn/extents.h"
#include "nn/first_values.h"
#include "nn/layer.h"
#include "tensor/convolution.h"

namespace runner {

/// What convolutions and their transposes are told, over pictures or series.
struct ConvOptions {
  std::optional<std::int64_t> in_channels;
  std::int64_t out_channels = 0;
  Extents kernel_size = std::int64_t{1};
  Extents stride = std::int64_t{1};
  Extents dilation = std::int64_t{1};
  std::int64_t groups = 1;
  bool bias = true;
  FirstValues<NestedNumbers> weight_init;
  FirstValues<std::vector<double>> bias_init;

  static constexpr double most_channels = 1 << 24;
  static constexpr double most_extent = 1 << 20;
};

/// The sizes of a window along each dimension.
struct WindowExtents {
  Shape kernel, stride, dilation;
};

/// Reports an error, and then gives nothing, unless samples have a channel and `dimensions` more: pictures
/// [C, H, W] for 2, series [C, L] for 1. `layer`: its name.
bool takes_channels(std::string_view layer, std::size_t dimensions, const Shape& input, ErrorSink& sink);

/// The windows for samples that `takes_channels`, after a look at the options that don't depend on what
/// comes out; nothing where they can't be told.
std::optional<WindowExtents> check_windows(const ConvOptions& options, const Shape& input, ErrorSink& sink);
/// The same where it had nothing to say.
WindowExtents windows_of(const ConvOptions& options, std::size_t dimensions);

/// `extents` as the two axes of a convolution, after 1 for the row of a series.
Index along_axis(const Shape& extents, std::size_t axis, Index of_series);

/// Layers with a weight over windows and a bias: where these lie, and how they begin.
template <class T>
class ConvLayer : public Layer<T> {
 public:
  /// `weight`: its shape, in whose order PyTorch draws it.
  ConvLayer(const ConvOptions& options, Shape weight);

  ParameterLayout parameters() const override;
  void attach(T* parameters, T* gradients) override;
  void initialize(Generator& generator) override;
  void apply_user_init(Generator& generator) override;

  bool fuse_epilogue(Epilogue epilogue) override { return fuse_relu_ = epilogue == Epilogue::relu; }
  bool fuse_epilogue_gradient(Epilogue epilogue) override {
    return fuse_relu_gradient_ = epilogue == Epilogue::relu;
  }

 protected:
  const T* gate(Matrix<const T> in) const { return fuse_relu_gradient_ ? in.data : nullptr; }

  ConvOptions options_;
  Shape weight_shape_;
  bool fuse_relu_ = false;           // of the layer behind this one, forward
  bool fuse_relu_gradient_ = false;  // of the layer before it, backward
  T *weight_ = nullptr, *weight_grad_ = nullptr;
  T *bias_ = nullptr, *bias_grad_ = nullptr;  // null without a bias

 private:
  std::span<T> weight_values() const;
  std::span<T> bias_values() const;
};

}  // namespace runner
