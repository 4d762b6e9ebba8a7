#pragma once

#include "nn/layer.h"
#include "spec/spec.h"

namespace runner {

template <class T>
class Softmax;

/// torch.nn.Softmax over the last dimension of a sample.
struct SoftmaxConfig : LayerConfigOf<SoftmaxConfig, Softmax> {
  static Spec<SoftmaxConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, Complaints& complaints) const override;
  OutputRange output_range(OutputRange input) const override;
};

template <class T>
class Softmax final : public Layer<T> {
 public:
  Softmax(const SoftmaxConfig& config, const Shape& input, Index max_batch);

  void forward(Matrix<const T> in, Matrix<T> out, const Pass& pass) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const Pass& pass) override;

 private:
  Index length_;
};

}  // namespace runner
