#pragma once

#include "nn/layer.h"
#include "nn/strided_axis.h"
#include "spec/component.h"

namespace runner {

template <class T>
class LogSoftmax;

/// torch.nn.LogSoftmax
struct LogSoftmaxConfig : LayerConfigOf<LogSoftmaxConfig, LogSoftmax> {
  std::int64_t dim = -1;

  static Spec<LogSoftmaxConfig> spec();
  std::optional<Shape> output_shape(const Shape& input, ErrorSink& sink) const override;
  OutputRange output_range(OutputRange input) const override;
  Packing packing(const Shape& /*input*/) const override { return Packing::either; }
};

template <class T>
class LogSoftmax final : public Layer<T> {
 public:
  LogSoftmax(const LogSoftmaxConfig& config, const Shape& input, Index max_batch);

  void forward(Matrix<const T> in, Matrix<T> out, const ForwardContext& context) override;
  void backward(Matrix<const T> in, Matrix<const T> out, Matrix<const T> grad_out, Matrix<T> grad_in,
                const ForwardContext& context) override;

 private:
  StridedAxis axis_;
};

}  // namespace runner
