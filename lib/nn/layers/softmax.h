#pragma once

#include "nn/layer.h"
#include "nn/strided_axis.h"
#include "spec/component.h"

namespace runner {

template <class T>
class Softmax;

/// torch.nn.Softmax
struct SoftmaxConfig : LayerConfigOf<SoftmaxConfig, Softmax> {
  std::int64_t dim = -1;

  static Spec<SoftmaxConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class Softmax : public Layer<T> {
 public:
  Softmax(const SoftmaxConfig& config, const Shape& input, Index max_batch);
  /// The softmax of sign · x.
  Softmax(const StridedAxis& axis, T sign) : axis_(axis), sign_(sign) {}

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  StridedAxis axis_;
  T sign_ = 1;
};

extern template class Softmax<float>;
extern template class Softmax<double>;

}  // namespace runner
