#pragma once

#include <array>
#include <variant>
#include <vector>

#include "nn/layer.h"
#include "spec/component.h"

namespace runner {

/// One number for all sides, or six: left, right, top, bottom, before the first channel, behind the last.
using Padding3d = std::variant<std::int64_t, std::vector<std::int64_t>>;

template <class T>
class ChannelPad;

/// torch.nn.ConstantPad3d, for which a mini-batch of pictures is one volume of depth C with N channels.
struct ConstantPad3dConfig : LayerFactory::BuildOf<ConstantPad3dConfig, LayerConfig> {
  Padding3d padding = std::int64_t{0};
  double value = 0;

  static Spec<ConstantPad3dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange /*input*/) const override { return OutputRange::any; }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const;
};

/// torch.nn.ZeroPad3d
struct ZeroPad3dConfig : LayerFactory::BuildOf<ZeroPad3dConfig, LayerConfig> {
  Padding3d padding = std::int64_t{0};

  static Spec<ZeroPad3dConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange /*input*/) const override { return OutputRange::any; }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index max_batch) const;
};

/// Pads [C, H, W] in lanes on six sides, or crops where a side is below 0.
template <class T>
class ChannelPad final : public Layer<T> {
 public:
  ChannelPad(const Padding3d& padding, double value, const Shape& input);

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  /// Rows of pixels of `to` are those of `from` where it has them, and else the value. `shift`: where from's
  /// first value lies in `to`.
  void move(Matrix<const T> from, const Shape& from_shape, Matrix<T> to, const Shape& to_shape,
            const std::array<Index, 3>& shift, T value, const ForwardContext& context) const;

  Shape input_, output_;
  std::array<Index, 3> before_;  // of C, H, W
  T value_;
};

}  // namespace runner
