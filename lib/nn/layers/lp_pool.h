#pragma once

#include "nn/layer.h"
#include "nn/pool_windows.h"
#include "spec/component.h"

namespace runner {

/// The p-norm of each window.
template <class T>
class LPPool final : public Layer<T> {
 public:
  /// `kernel`: values of a whole window.
  LPPool(PoolWindows windows, double norm_type, Index kernel);

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  PoolWindows windows_;
  T p_, kernel_;
};

/// What the two configs share; `dimensions` beside the channels.
template <class C, std::size_t dimensions>
struct LPPoolConfigOf : LayerFactory::BuildOf<C, LayerConfig>, WindowOptions, PoolingConfig {
  double norm_type = 2;

  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override {
    return check_windows(C::name, *this, dimensions, input, sink);
  }
  OutputRange output_range(OutputRange /*input*/) const override { return OutputRange::any; }
  LayerCost cost(const Shape& input, const Shape& output) const override {
    return pooling_cost(input, output);
  }
  PoolWindows windows(const Shape& sample) const override {
    return windows_of(*this, dimensions, true, sample);
  }
  Packing packing(const Shape& /*input*/) const override { return Packing::lanes; }
  template <class T>
  std::unique_ptr<Layer<T>> build(const Shape& input, Index /*max_batch*/) const {
    return std::make_unique<LPPool<T>>(windows(input), norm_type, size_of(along(kernel_size, dimensions)));
  }
};

/// torch.nn.LPPool1d
struct LPPool1dConfig : LPPoolConfigOf<LPPool1dConfig, 1> {
  static constexpr std::string_view name = "LPPool1d";
  static Spec<LPPool1dConfig> spec();
};
/// torch.nn.LPPool2d
struct LPPool2dConfig : LPPoolConfigOf<LPPool2dConfig, 2> {
  static constexpr std::string_view name = "LPPool2d";
  static Spec<LPPool2dConfig> spec();
};

}  // namespace runner
