#pragma once

#include "nn/layer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class RReLU;

/// torch.nn.RReLU, with draws of its own.
struct RReLUConfig : LayerConfigOf<RReLUConfig, RReLU> {
  double lower = 1.0 / 8;
  double upper = 1.0 / 3;

  static Spec<RReLUConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
};

template <class T>
class RReLU final : public Layer<T> {
 public:
  RReLU(const RReLUConfig& config, const Shape& input, Index max_batch);

  void seed(std::uint64_t seed) override;
  std::vector<StateView> state() override { return generator_.state(); }
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  double lower_, upper_;
  Generator generator_{0};
  Buffer<T> slopes_;  // what every value was multiplied by
};

}  // namespace runner
