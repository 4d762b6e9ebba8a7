#pragma once

#include "nn/layer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class RReLU;

/// torch.nn.RReLU
struct RReLUConfig : LayerConfigOf<RReLUConfig, RReLU> {
  double lower = 1.0 / 8;
  double upper = 1.0 / 3;

  static Spec<RReLUConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class RReLU final : public Layer<T> {
 public:
  RReLU(const RReLUConfig& config, const Shape& input, Index max_batch);

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  void draw(Matrix<const T> in, const ForwardContext& context);

  T lower_, upper_;
  T middle_;          // the slope in evaluation
  bool is_wide_;      // else torch's gradient takes the middle where the value was multiplied by a draw
  Buffer<T> slopes_;  // what every value of the last mini-batch was multiplied by
};

}  // namespace runner
