#pragma once

#include "nn/layer.h"
#include "spec/component.h"
#include "tensor/buffer.h"

namespace runner {

template <class T>
class Dropout;

/// torch.nn.Dropout, with draws of its own.
struct DropoutConfig : LayerConfigOf<DropoutConfig, Dropout> {
  double p = 0.5;

  static Spec<DropoutConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
};

template <class T>
class Dropout final : public Layer<T> {
 public:
  Dropout(const DropoutConfig& config, const Shape& input, Index max_batch);

  void seed(std::uint64_t seed) override;
  std::vector<StateView> state() override { return generator_.state(); }
  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  T p_, scale_;
  Generator generator_{0};
  Buffer<T> mask_;  // what every value was multiplied by: 0 or scale_
};

}  // namespace runner
